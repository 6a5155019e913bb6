#pragma once

#include "views/charts/chartdata.h"

#include <QChartView>

class QBarCategoryAxis;
class QStackedBarSeries;
class QValueAxis;

namespace billhook::charts {

// The bars of a MovementChart: only the columns, no labels. It starts where the first column starts and is
// scrolled sideways by whole columns with the table under it.
class MovementBars final : public QChartView
{
    Q_OBJECT

public:
    explicit MovementBars(QWidget *parent = nullptr);

    void setMovements(const MovementData &movements);
    void setGrid(const ColumnGrid &grid, int firstVisible);

    static constexpr int plotTop = 14;
    static constexpr int plotBottomMargin = 8;
    QRectF plotArea() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void replaceSets();
    void updateSets();
    void applyColors();
    int yOf(std::int64_t value) const;
    void paintOutlines(QPainter &painter) const;

    std::vector<ValueTick> m_ticks;
    std::vector<MovementColumn> m_columns;
    ColumnGrid m_grid;
    int m_first{ 0 }; // the column that stands leftmost
    QStackedBarSeries *m_series{};
    QBarCategoryAxis *m_x{};
    QValueAxis *m_y{};
};

} // namespace billhook::charts

#pragma once

#include "views/charts/chartdata.h"

#include <QChartView>

class QAreaSeries;
class QLineSeries;
class QValueAxis;

namespace billhook::charts {

// The plot of a ChartWidget. Qt Charts draws the lines; grid, labels, facts and cursor are painted around
// them, on the pixels of the column grid.
class LineCanvas final : public QChartView
{
    Q_OBJECT

public:
    explicit LineCanvas(QWidget *parent = nullptr);

    // The cursor stays on its point while the new data has it.
    void setData(LineChartData data);
    const LineChartData &data() const { return m_data; }

    int cursor() const { return m_cursor; }
    void setCursorIndex(int index); // -1 takes it away
    QPointF pointAt(int index) const; // where a point of the current line is, in pixels
    QRectF plotArea() const;

Q_SIGNALS:
    void cursorChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void applyColors();
    void applyGeometry();
    qreal xOf(qreal position) const;
    int indexNear(qreal x) const;
    int indexOfKey(std::int64_t key) const; // -1: none
    void describeCursor();
    void walkTo(int index); // by the keyboard
    int columnStep(int direction) const;
    void paintGrid(QPainter &painter) const;
    void paintFacts(QPainter &painter) const;
    void paintCursor(QPainter &painter) const;
    void paintTip(QPainter &painter, const QPointF &point) const;

    LineChartData m_data;
    ColumnGrid m_grid;
    QLineSeries *m_line{};
    QLineSeries *m_ground{};
    QLineSeries *m_dashes{};
    QAreaSeries *m_area{};
    QValueAxis *m_x{};
    QValueAxis *m_y{};
    int m_cursor{ -1 };
    bool m_pointed{ false }; // the mouse put the cursor where it is, and takes it along
};

} // namespace billhook::charts

#pragma once

#include "views/charts/chartdata.h"

#include <QWidget>

namespace billhook::charts {

class MovementBars;
class MovementTable;

// Stacked bars with their table right below, on one column grid: gains above the axis, losses below, each
// kind told apart by hatch and outline too. The names stay put when many columns scroll sideways. 340 px high
// for six kinds.
class MovementChart final : public QWidget
{
    Q_OBJECT

public:
    explicit MovementChart(QWidget *parent = nullptr);

    void setData(MovementData data);
    const MovementData &data() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    ColumnGrid grid() const;
    void layOut();

    MovementBars *m_bars{};
    MovementTable *m_table{};
};

} // namespace billhook::charts

#pragma once

#include "views/charts/chartdata.h"

#include <QWidget>

class QAction;
class QStackedLayout;

namespace billhook::widgets {
class DataTable;
class TextLabel;
} // namespace billhook::widgets

namespace billhook::charts {

class LineCanvas;
class PointModel;

// A line over the column grid: gradient area, 2 px line, dashed comparison, labelled axes, and a cursor that
// follows the mouse or the arrow keys and shows the values in a card. T, or the table action, shows the same
// points as a table. Give it 178 px of height; the width makes the grid (742 px: 118 + 12 × 52).
class ChartWidget final : public QWidget
{
    Q_OBJECT

public:
    explicit ChartWidget(QWidget *parent = nullptr);
    ChartWidget(const ChartWidget &) = delete;
    ChartWidget &operator=(const ChartWidget &) = delete;
    ~ChartWidget() override;

    void setData(LineChartData data);
    const LineChartData &data() const;

    // Checkable "View as table"; put it into the card's head with Card::addHeadAction.
    QAction *tableAction() const { return m_tableAction; }

    int cursor() const; // index into the current line, -1: none
    void setCursor(int index);

Q_SIGNALS:
    void cursorChanged(int index);

private:
    void showTable(bool table);

    LineCanvas *m_canvas{};
    widgets::DataTable *m_table{};
    PointModel *m_points{};
    QStackedLayout *m_stack{};
    QAction *m_tableAction{};
};

// What a line looks like in the head of a card: a short stroke, then its name. Dashed is the comparison.
// Without a text it is not there.
class ChartLegend final : public QWidget
{
    Q_OBJECT

public:
    explicit ChartLegend(bool dashed, QWidget *parent = nullptr);

    void setText(const QString &text);

private:
    widgets::TextLabel *m_label{};
};

} // namespace billhook::charts

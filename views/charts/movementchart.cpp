#include "views/charts/movementchart.h"

#include "views/charts/chartstyle.h"
#include "views/charts/movementbars.h"
#include "views/charts/movementtable.h"
#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>

#include <cmath>
#include <utility>

namespace billhook::charts {

namespace {

constexpr int barsHeight = 122;
constexpr int scrollBarHeight = 12;

} // namespace

MovementChart::MovementChart(QWidget *parent)
    : QWidget(parent)
    , m_bars(new MovementBars(this))
    , m_table(new MovementTable(this))
{
    setFocusProxy(m_table);
    connect(m_table->horizontalScrollBar(), &QScrollBar::valueChanged, this,
        [this](int first) { m_bars->setGrid(grid(), first); });
}

void MovementChart::setData(MovementData data)
{
    m_bars->setMovements(data);
    m_bars->setAccessibleName(data.name);
    m_bars->setAccessibleDescription(data.description);
    m_table->setAccessibleName(data.name);
    m_table->setAccessibleDescription(data.description);
    m_table->setMovements(std::move(data));
    layOut();
    updateGeometry();
    update();
}

const MovementData &MovementChart::data() const
{
    return m_table->movements();
}

ColumnGrid MovementChart::grid() const
{
    return columnGrid(width(), static_cast<int>(data().columns.size()), m_table->neededColumn());
}

QSize MovementChart::sizeHint() const
{
    return { 742, barsHeight + m_table->contentHeight() };
}

QSize MovementChart::minimumSizeHint() const
{
    return { firstColumnWidth + 4 * minimumTableColumn, sizeHint().height() };
}

void MovementChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void MovementChart::layOut()
{
    const ColumnGrid columns = grid();
    const bool scrolls = columns.visible < columns.count;
    const int tableHeight = m_table->contentHeight() + (scrolls ? scrollBarHeight : 0);
    const int tableTop = std::max(60, height() - tableHeight);
    m_bars->setGeometry(columns.first, 0, columns.right() - columns.first, tableTop);
    m_table->setGeometry(0, tableTop, columns.right(), tableHeight);
    m_table->setGrid(columns);
    m_bars->setGrid(columns, m_table->horizontalScrollBar()->value());
}

void MovementChart::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setFont(theme::font(theme::Type::Axis));
    painter.setPen(theme::color(theme::Color::Muted, palette()));
    const QRectF plot = m_bars->plotArea();
    for (const ValueTick &tick : data().ticks) {
        const int y
            = static_cast<int>(std::lround(valueToY(tick.value, data().ticks, plot.top(), plot.bottom())));
        painter.drawText(
            QRect(0, y - 8, firstColumnWidth - 8, 17), Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
}

} // namespace billhook::charts

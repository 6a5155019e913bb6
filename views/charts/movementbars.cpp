#include "views/charts/movementbars.h"

#include "views/charts/chartaccessible.h"
#include "views/charts/chartstyle.h"
#include "views/theme/tokens.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QPainter>
#include <QStackedBarSeries>
#include <QValueAxis>
#include <QWheelEvent>

#include <array>
#include <cmath>

namespace billhook::charts {

using theme::Color;

namespace {

// From the axis outwards, as they are stacked. Fx is a matter of valuation and not drawn.
constexpr std::array drawnKinds{ MovementKind::New, MovementKind::Expansion, MovementKind::Reactivation,
    MovementKind::Contraction, MovementKind::Churn };

qreal valueOf(const MovementColumn &column, MovementKind kind)
{
    return static_cast<qreal>(column.values[static_cast<std::size_t>(kind)]);
}

} // namespace

MovementBars::MovementBars(QWidget *parent)
    : QChartView(parent)
    , m_series(new QStackedBarSeries(this))
    , m_x(new QBarCategoryAxis(this))
    , m_y(new QValueAxis(this))
{
    installChartAccessibles();
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setBackgroundBrush(Qt::NoBrush);
    setFocusPolicy(Qt::NoFocus);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    viewport()->setAutoFillBackground(false);
    QChart *plot = chart();
    plot->setBackgroundVisible(false);
    plot->setMargins({ 0, 0, 0, 0 });
    plot->setAnimationOptions(QChart::NoAnimation);
    plot->legend()->hide();
    plot->addSeries(m_series);
    plot->addAxis(m_x, Qt::AlignBottom);
    plot->addAxis(m_y, Qt::AlignLeft);
    m_series->attachAxis(m_x);
    m_series->attachAxis(m_y);
    m_x->setVisible(false);
    m_y->setVisible(false);
    m_series->setBarWidth(0.5);
}

void MovementBars::setMovements(const MovementData &movements)
{
    const bool sameShape = movements.columns.size() == m_columns.size() && m_series->count() > 0;
    m_ticks = movements.ticks;
    m_columns = movements.columns;
    if (sameShape) {
        updateSets();
    } else {
        replaceSets();
    }
    if (m_ticks.size() > 1) {
        m_y->setRange(static_cast<qreal>(m_ticks.front().value), static_cast<qreal>(m_ticks.back().value));
    }
    viewport()->update();
}

void MovementBars::replaceSets()
{
    m_series->clear();
    m_x->clear();
    QStringList names;
    for (std::size_t index = 0; index < m_columns.size(); ++index) {
        names << QString::number(index); // categories must differ, the labels of two years may not
    }
    m_x->append(names);
    for (const MovementKind kind : drawnKinds) {
        auto *set = new QBarSet(movementName(kind));
        for (const MovementColumn &column : m_columns) {
            set->append(valueOf(column, kind));
        }
        m_series->append(set);
    }
    applyColors();
}

void MovementBars::updateSets()
{
    const QList<QBarSet *> sets = m_series->barSets();
    for (qsizetype index = 0; index < sets.size(); ++index) {
        for (std::size_t column = 0; column < m_columns.size(); ++column) {
            const qreal value = valueOf(m_columns[column], drawnKinds[static_cast<std::size_t>(index)]);
            const int place = static_cast<int>(column);
            if (sets[index]->at(place) != value) { // each replacement lays the chart out again
                sets[index]->replace(place, value);
            }
        }
    }
}

void MovementBars::applyColors()
{
    const QList<QBarSet *> sets = m_series->barSets();
    for (qsizetype index = 0; index < sets.size(); ++index) {
        const MovementKind kind = drawnKinds[static_cast<std::size_t>(index)];
        sets[index]->setBrush(movementBrush(kind, palette(), devicePixelRatioF()));
        sets[index]->setPen(Qt::NoPen); // outlined on whole pixels in paintOutlines()
    }
}

void MovementBars::setGrid(const ColumnGrid &grid, int firstVisible)
{
    m_grid = grid;
    m_first = firstVisible;
    chart()->setPlotArea(plotArea());
    viewport()->update();
}

QRectF MovementBars::plotArea() const
{
    return { static_cast<qreal>(-m_first * m_grid.column), plotTop,
        static_cast<qreal>(m_grid.count * m_grid.column),
        static_cast<qreal>(std::max(10, height() - plotTop - plotBottomMargin)) };
}

void MovementBars::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    chart()->setPlotArea(plotArea());
}

void MovementBars::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyColors();
    }
}

void MovementBars::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // the page scrolls
}

void MovementBars::paintEvent(QPaintEvent *event)
{
    const int wide = std::min(width(), m_grid.visible * m_grid.column);
    {
        QPainter painter(viewport());
        for (const ValueTick &tick : m_ticks) {
            painter.fillRect(0, yOf(tick.value), wide, 1, theme::color(Color::ChartGrid, palette()));
        }
    }
    QChartView::paintEvent(event);
    if (!m_ticks.empty()) {
        QPainter painter(viewport());
        paintOutlines(painter);
        painter.fillRect(0, yOf(0), wide, 1, theme::color(Color::FieldBorder, palette()));
    }
}

int MovementBars::yOf(std::int64_t value) const
{
    const QRectF plot = plotArea();
    return static_cast<int>(std::lround(valueToY(value, m_ticks, plot.top(), plot.bottom())));
}

// Qt Charts puts the pieces on fractions of pixels; their edges and the gaps between them stand on whole
// ones.
void MovementBars::paintOutlines(QPainter &painter) const
{
    const QColor gap = theme::color(Color::Card, palette());
    const int barWidth = (m_grid.column + 1) / 2;
    for (int column = 0; column < m_grid.count; ++column) {
        const int left = (column - m_first) * m_grid.column + m_grid.column / 4;
        std::int64_t above = 0;
        std::int64_t below = 0;
        for (const MovementKind kind : drawnKinds) {
            const std::int64_t value
                = m_columns[static_cast<std::size_t>(column)].values[static_cast<std::size_t>(kind)];
            std::int64_t &stack = value > 0 ? above : below;
            const std::int64_t from = stack;
            stack += value;
            const int top = yOf(std::max(from, stack));
            const int height = yOf(std::min(from, stack)) - top;
            if (height < 1) {
                continue;
            }
            painter.setPen(movementOutline(kind, palette()));
            painter.drawRect(left, top, barWidth - 1, std::max(0, height - 2));
            painter.fillRect(left, top + height - 1, barWidth, value > 0 ? 1 : 2, gap);
            if (value > 0) {
                painter.fillRect(left, top - 1, barWidth, 1, gap);
            }
        }
    }
}

} // namespace billhook::charts

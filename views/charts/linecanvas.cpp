#include "views/charts/linecanvas.h"

#include "views/charts/chartaccessible.h"
#include "views/charts/chartstyle.h"
#include "views/charts/tipcard.h"
#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QAreaSeries>
#include <QChart>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <utility>

namespace billhook::charts {

using namespace Qt::StringLiterals;
using theme::Color;
using theme::Type;

namespace {

constexpr int plotTop = 20;
constexpr int plotBottomMargin = 20; // month labels

QList<QPointF> toPoints(const std::vector<LinePoint> &points)
{
    QList<QPointF> result;
    result.reserve(static_cast<qsizetype>(points.size()));
    for (const LinePoint &point : points) {
        result.emplace_back(point.position, static_cast<qreal>(point.value));
    }
    return result;
}

} // namespace

LineCanvas::LineCanvas(QWidget *parent)
    : QChartView(parent)
    , m_line(new QLineSeries(this))
    , m_ground(new QLineSeries(this))
    , m_dashes(new QLineSeries(this))
    , m_area(new QAreaSeries(m_ground))
    , m_x(new QValueAxis(this))
    , m_y(new QValueAxis(this))
{
    installChartAccessibles();
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    viewport()->setMouseTracking(true);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setFocusPolicy(Qt::StrongFocus);
    setProperty("focusRing", true);
    QChart *plot = chart();
    plot->setBackgroundVisible(false);
    plot->setPlotAreaBackgroundVisible(false);
    plot->setMargins({ 0, 0, 0, 0 });
    plot->setAnimationOptions(QChart::NoAnimation);
    plot->legend()->hide();
    plot->addAxis(m_x, Qt::AlignBottom);
    plot->addAxis(m_y, Qt::AlignLeft);
    m_x->setVisible(false);
    m_y->setVisible(false);
    for (QAbstractSeries *series : std::initializer_list<QAbstractSeries *>{ m_area, m_dashes, m_line }) {
        plot->addSeries(series);
        series->attachAxis(m_x);
        series->attachAxis(m_y);
    }
    applyColors();
}

void LineCanvas::setData(LineChartData data)
{
    const bool pointing = m_cursor >= 0;
    const std::int64_t key = pointing ? m_data.current[static_cast<std::size_t>(m_cursor)].key : 0;
    m_data = std::move(data);
    const int before = std::exchange(m_cursor, pointing ? indexOfKey(key) : -1);
    const QList<QPointF> current = toPoints(m_data.current);
    m_line->replace(current);
    m_ground->replace(current);
    m_dashes->replace(toPoints(m_data.comparison));
    m_x->setRange(0, std::max<qreal>(1, static_cast<qreal>(m_data.columns.size())));
    if (m_data.ticks.size() > 1) {
        m_y->setRange(
            static_cast<qreal>(m_data.ticks.front().value), static_cast<qreal>(m_data.ticks.back().value));
    }
    setAccessibleName(m_data.name);
    describeCursor();
    applyGeometry();
    viewport()->update();
    if (m_cursor != before) {
        Q_EMIT cursorChanged(m_cursor);
    }
}

int LineCanvas::indexOfKey(std::int64_t key) const
{
    const auto found = std::find_if(m_data.current.begin(), m_data.current.end(),
        [key](const LinePoint &point) { return point.key == key; });
    return found == m_data.current.end() ? -1 : static_cast<int>(found - m_data.current.begin());
}

void LineCanvas::describeCursor()
{
    const bool spoken = m_cursor >= 0 && m_data.describe;
    setAccessibleDescription(
        spoken ? m_data.describe(static_cast<std::size_t>(m_cursor)).spoken : m_data.description);
}

void LineCanvas::applyColors()
{
    const QColor accent = theme::color(Color::Accent, palette());
    m_line->setPen(QPen(accent, 2, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    QPen dashes(theme::color(Color::ChartCompare, palette()), 1.5, Qt::CustomDashLine, Qt::FlatCap);
    dashes.setDashPattern({ 4 / 1.5, 3 / 1.5 });
    m_dashes->setPen(dashes);
    QLinearGradient gradient(0, 0, 0, 1);
    gradient.setCoordinateMode(QGradient::ObjectMode);
    QColor upper = accent;
    upper.setAlphaF(0.20F);
    QColor lower = accent;
    lower.setAlphaF(0.02F);
    gradient.setColorAt(0, upper);
    gradient.setColorAt(1, lower);
    m_area->setBrush(gradient);
    m_area->setPen(Qt::NoPen);
}

void LineCanvas::applyGeometry()
{
    m_grid = columnGrid(width(), static_cast<int>(m_data.columns.size()));
    chart()->setPlotArea(plotArea());
}

QRectF LineCanvas::plotArea() const
{
    return { static_cast<qreal>(m_grid.first), plotTop, static_cast<qreal>(m_grid.right() - m_grid.first),
        static_cast<qreal>(std::max(10, height() - plotTop - plotBottomMargin)) };
}

void LineCanvas::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    applyGeometry();
}

void LineCanvas::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyColors();
    }
}

qreal LineCanvas::xOf(qreal position) const
{
    return m_grid.first + position * m_grid.column;
}

QPointF LineCanvas::pointAt(int index) const
{
    const LinePoint &point = m_data.current[static_cast<std::size_t>(index)];
    const QRectF plot = plotArea();
    return { xOf(point.position), valueToY(point.value, m_data.ticks, plot.top(), plot.bottom()) };
}

int LineCanvas::indexNear(qreal x) const
{
    if (m_data.current.empty() || m_grid.column == 0) {
        return -1;
    }
    const qreal position = (x - m_grid.first) / m_grid.column;
    const auto after = std::lower_bound(m_data.current.begin(), m_data.current.end(), position,
        [](const LinePoint &point, qreal wanted) { return point.position < wanted; });
    if (after == m_data.current.begin()) {
        return 0;
    }
    const auto before = std::prev(after);
    const bool takeAfter
        = after != m_data.current.end() && after->position - position < position - before->position;
    return static_cast<int>((takeAfter ? after : before) - m_data.current.begin());
}

void LineCanvas::setCursorIndex(int index)
{
    const int last = static_cast<int>(m_data.current.size()) - 1;
    const int wanted = std::clamp(index, -1, last);
    if (wanted == m_cursor) {
        return;
    }
    m_cursor = wanted;
    describeCursor();
    viewport()->update();
    Q_EMIT cursorChanged(m_cursor);
}

void LineCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF place = event->position();
    const bool inside = place.x() >= m_grid.first - 4 && place.x() <= m_grid.right() + 4;
    setCursorIndex(inside ? indexNear(place.x()) : -1);
    m_pointed = m_cursor >= 0;
}

void LineCanvas::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    if (m_pointed || !hasFocus()) {
        setCursorIndex(-1);
    }
}

// A tip that the keyboard opened goes with the keyboard, but not because another window is in front.
void LineCanvas::focusOutEvent(QFocusEvent *event)
{
    QChartView::focusOutEvent(event);
    if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason
        && !underMouse()) {
        setCursorIndex(-1);
    }
}

void LineCanvas::walkTo(int index)
{
    m_pointed = false;
    setCursorIndex(index);
}

// The first point of the next column, or of this one when going back from its middle.
int LineCanvas::columnStep(int direction) const
{
    const qreal now = m_data.current[static_cast<std::size_t>(std::max(m_cursor, 0))].position;
    const qreal wanted = direction > 0 ? std::floor(now) + 1 : std::ceil(now) - 1;
    return indexNear(xOf(wanted));
}

void LineCanvas::keyPressEvent(QKeyEvent *event)
{
    if (m_data.current.empty()) {
        return event->ignore();
    }
    const int last = static_cast<int>(m_data.current.size()) - 1;
    const int from = m_cursor < 0 ? last + 1 : m_cursor;
    const bool byColumn = event->modifiers().testFlag(Qt::ControlModifier);
    switch (event->key()) {
    case Qt::Key_Left:
        return walkTo(std::max(0, byColumn ? columnStep(-1) : from - 1));
    case Qt::Key_Right:
        return walkTo(std::min(last, byColumn ? columnStep(1) : m_cursor + 1));
    case Qt::Key_Home:
        return walkTo(0);
    case Qt::Key_End:
        return walkTo(last);
    case Qt::Key_Escape:
        return walkTo(-1);
    default:
        event->ignore();
    }
}

void LineCanvas::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        paintGrid(painter);
        paintFacts(painter);
    }
    QChartView::paintEvent(event);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    paintCursor(painter);
}

void LineCanvas::paintGrid(QPainter &painter) const
{
    const QRectF plot = plotArea();
    painter.setFont(theme::font(Type::Axis));
    for (const ValueTick &tick : m_data.ticks) {
        const int y
            = static_cast<int>(std::lround(valueToY(tick.value, m_data.ticks, plot.top(), plot.bottom())));
        const bool bottom = &tick == &m_data.ticks.front();
        painter.fillRect(m_grid.first, y, m_grid.right() - m_grid.first, 1,
            theme::color(bottom ? Color::ChartAxis : Color::ChartGrid, palette()));
        painter.setPen(theme::color(Color::Muted, palette()));
        painter.drawText(
            QRect(0, y - 8, m_grid.first - 8, 17), Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    const int step = labelStep(m_data.columns, m_grid.column);
    for (int index = 0; index < m_grid.count; index += step) {
        const QRect place(
            m_grid.left(index) - 20, static_cast<int>(plot.bottom()) + 3, m_grid.column + 40, 16);
        painter.drawText(place, Qt::AlignHCenter | Qt::AlignVCenter,
            m_data.columns[static_cast<std::size_t>(index)].label);
    }
}

void LineCanvas::paintFacts(QPainter &painter) const
{
    int y = 8;
    for (const ChartFact &fact : m_data.facts) {
        painter.setFont(theme::font(Type::Secondary));
        painter.setPen(theme::color(Color::Muted, palette()));
        painter.drawText(QRect(0, y, 84, 16), Qt::AlignLeft | Qt::AlignVCenter, fact.label);
        painter.setFont(theme::font(Type::Secondary, QFont::DemiBold));
        painter.setPen(theme::color(widgets::textToken(fact.tone), palette()));
        painter.drawText(QRect(0, y + 16, 84, 16), Qt::AlignLeft | Qt::AlignVCenter, fact.value);
        y += 40;
    }
}

void LineCanvas::paintCursor(QPainter &painter) const
{
    const QRectF plot = plotArea();
    const QColor card = theme::color(Color::Card, palette());
    const QColor accent = theme::color(Color::Accent, palette());
    if (!m_data.current.empty()) {
        painter.setPen(QPen(card, 1.5));
        painter.setBrush(accent);
        painter.drawEllipse(pointAt(static_cast<int>(m_data.current.size()) - 1), 3.5, 3.5);
    }
    if (m_cursor < 0) {
        return;
    }
    const QPointF point = pointAt(m_cursor);
    painter.fillRect(QRectF(std::floor(point.x()), plot.top() - 6, 1, plot.height() + 6),
        theme::color(Color::Muted, palette()));
    const auto match
        = std::find_if(m_data.comparison.begin(), m_data.comparison.end(), [this](const LinePoint &other) {
              return other.position >= m_data.current[static_cast<std::size_t>(m_cursor)].position - 1e-6;
          });
    if (match != m_data.comparison.end()) {
        painter.setPen(QPen(theme::color(Color::ChartCompare, palette()), 1.5));
        painter.setBrush(card);
        painter.drawEllipse(
            QPointF(point.x(), valueToY(match->value, m_data.ticks, plot.top(), plot.bottom())), 3.5, 3.5);
    }
    painter.setPen(QPen(accent, 2));
    painter.setBrush(card);
    painter.drawEllipse(point, 4, 4);
    paintTip(painter, point);
}

void LineCanvas::paintTip(QPainter &painter, const QPointF &point) const
{
    if (!m_data.describe) {
        return;
    }
    const PointText text = m_data.describe(static_cast<std::size_t>(m_cursor));
    const QSizeF size = tipSize(text, m_data.seriesName);
    qreal x = point.x() - 12 - size.width();
    if (x < m_grid.first) {
        x = std::min(point.x() + 12, width() - size.width());
    }
    const qreal y = std::clamp(point.y() + 28, 0.0, std::max(0.0, height() - size.height() - 22));
    paintTipCard(
        painter, QRectF(QPointF(std::round(x), std::round(y)), size), text, m_data.seriesName, palette());
}

} // namespace billhook::charts

#include "views/widgets/metriccard.h"

#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/theme/typescale.h"
#include "views/widgets/card.h"
#include "views/widgets/popover.h"
#include "views/widgets/skeleton.h"
#include "views/widgets/sparkline.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

namespace billhook::widgets {

using namespace Qt::StringLiterals;
using theme::paint::elidedLine;

namespace {

// Distances from the card's top left corner.
constexpr QMargins padding{ 17, 13, 15, 9 };
constexpr int valueTop = 34;
constexpr int exactTop = 68;
constexpr int deltaTop = 90;
constexpr int infoSize = 20;
constexpr int smallLine = 16;

// A long figure takes a smaller size before it loses digits.
QFont valueFont(const QString &text, qreal room)
{
    constexpr int smallest = 18;
    QFont font = theme::font(theme::Type::Metric);
    while (font.pixelSize() > smallest && QFontMetricsF(font).horizontalAdvance(text) > room) {
        font.setPixelSize(font.pixelSize() - 2);
    }
    return font;
}

QString spokenText(const Metric &metric)
{
    if (!metric.spoken.isEmpty()) {
        return metric.spoken;
    }
    QStringList parts{ metric.label, metric.value, metric.exact };
    if (!metric.delta.isEmpty()) {
        parts << metric.delta + u" "_s + metric.versus;
    }
    return parts.join(u", "_s);
}

} // namespace

MetricCard::MetricCard(QWidget *parent)
    : QFrame(parent)
    , m_skeleton(new Skeleton(Skeleton::Shape::Metric, this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setProperty("focusRing", true);
    setProperty("radius", theme::metric::radiusCard);
    setFixedHeight(theme::metric::metricCardHeight);
}

void MetricCard::showMetric(const Metric &metric)
{
    m_metric = metric;
    setAccessibleName(spokenText(metric));
    setState(State::Ready);
}

void MetricCard::showLoading()
{
    setState(State::Loading);
}

void MetricCard::showError(const QString &label, const QString &sentence)
{
    m_metric = {};
    m_metric.label = label;
    m_metric.exact = sentence;
    setAccessibleName(label + u", "_s + sentence);
    setState(State::Error);
}

void MetricCard::setState(State state)
{
    m_state = state;
    m_skeleton->setVisible(state == State::Loading);
    setFocusPolicy(state == State::Error || m_clickable || m_info != nullptr ? Qt::StrongFocus : Qt::NoFocus);
    setCursor(state == State::Error || m_clickable ? Qt::PointingHandCursor : Qt::ArrowCursor);
    placeInfoButton();
    update();
}

void MetricCard::setStale(bool stale)
{
    m_stale = stale;
    update();
}

void MetricCard::setExplanation(const QString &title, const QString &text)
{
    m_explanationTitle = title;
    m_explanation = text;
    if (text.isEmpty()) {
        delete m_info;
        m_info = nullptr;
    } else if (m_info == nullptr) {
        m_info = new QToolButton(this);
        m_info->setAutoRaise(true);
        m_info->setIcon(theme::icon(u"info"_s));
        m_info->setIconSize({ 14, 14 });
        // The target is 24 px, larger than the 20 px it looks like.
        m_info->resize(theme::metric::controlTiny, theme::metric::controlTiny);
        connect(m_info, &QToolButton::clicked, this, &MetricCard::openExplanation);
    }
    if (m_info != nullptr) {
        m_info->setAccessibleName(title);
    }
    setState(m_state);
}

void MetricCard::setClickable(bool clickable)
{
    m_clickable = clickable;
    setState(m_state);
}

QSize MetricCard::sizeHint() const
{
    return { 182, theme::metric::metricCardHeight };
}

QSize MetricCard::minimumSizeHint() const
{
    return { 140, theme::metric::metricCardHeight };
}

void MetricCard::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    paintCardGround(painter, rect(), palette());
    painter.setOpacity(m_stale ? 0.55 : 1.0);
    const QRectF inner = QRectF(rect()).marginsRemoved(QMarginsF(padding));
    if (m_state == State::Ready) {
        paintMetric(painter, inner);
    } else if (m_state == State::Error) {
        paintError(painter, inner);
    }
}

void MetricCard::paintLabel(QPainter &painter, const QRectF &inner) const
{
    const qreal room = inner.width() - (m_metric.trend.size() > 1 ? 48 : 0);
    elidedLine(painter, QRectF(inner.left(), inner.top() - 1, room, 18), m_metric.label,
        theme::font(theme::Type::Secondary, QFont::Medium), theme::color(theme::Color::Muted, palette()));
}

qreal MetricCard::valueRoom() const
{
    return rect().marginsRemoved(padding).width() - (m_info != nullptr ? infoSize + 6 : 0);
}

void MetricCard::paintMetric(QPainter &painter, const QRectF &inner) const
{
    paintLabel(painter, inner);
    paintSparkline(painter, QRectF(inner.right() - 44, inner.top() - 2, 44, 22), m_metric.trend,
        theme::color(theme::Color::Accent, palette()));
    elidedLine(painter, QRectF(inner.left(), valueTop, valueRoom(), 32), m_metric.value,
        valueFont(m_metric.value, valueRoom()), theme::color(theme::Color::Text, palette()));
    elidedLine(painter, QRectF(inner.left(), exactTop, inner.width(), smallLine), m_metric.exact,
        theme::font(theme::Type::Secondary), theme::color(theme::Color::Muted, palette()));
    if (!m_metric.delta.isEmpty()) {
        paintDelta(painter, QRectF(inner.left(), deltaTop, inner.width(), smallLine));
    }
}

void MetricCard::paintError(QPainter &painter, const QRectF &inner) const
{
    paintLabel(painter, inner);
    const QColor danger = theme::color(theme::Color::Danger, palette());
    theme::paintIcon(painter, QRectF(inner.left(), 40, 16, 16), u"circle-alert"_s, danger, 16);
    elidedLine(painter, QRectF(inner.left() + 22, 40, inner.width() - 22, smallLine), m_metric.exact,
        theme::font(theme::Type::Secondary, QFont::Medium), theme::color(theme::Color::Text, palette()));
    elidedLine(painter, QRectF(inner.left(), exactTop, inner.width(), smallLine), tr("Try again"),
        theme::font(theme::Type::Secondary, QFont::Medium), theme::color(theme::Color::Accent, palette()));
}

void MetricCard::paintDelta(QPainter &painter, const QRectF &line) const
{
    const QColor tone = theme::color(
        m_metric.deltaTone == Tone::Neutral ? theme::Color::Muted : textToken(m_metric.deltaTone), palette());
    qreal x = line.left();
    if (m_metric.direction == Direction::Up || m_metric.direction == Direction::Down) {
        theme::paintIcon(painter, QRectF(x, line.top(), 12, line.height()),
            m_metric.direction == Direction::Up ? u"arrow-up"_s : u"arrow-down"_s, tone, 12, 2.25);
        x += 15;
    }
    const QFont strong = theme::font(theme::Type::Secondary, QFont::Medium);
    const qreal width = QFontMetricsF(strong).horizontalAdvance(m_metric.delta) + 1;
    elidedLine(painter, QRectF(x, line.top(), std::min(width, line.right() - x), line.height()),
        m_metric.delta, strong, tone);
    x += width + 4;
    if (x < line.right()) {
        elidedLine(painter, QRectF(x, line.top(), line.right() - x, line.height()), m_metric.versus,
            theme::font(theme::Type::Secondary), theme::color(theme::Color::Muted, palette()));
    }
}

void MetricCard::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint())) {
        act();
    }
    QFrame::mouseReleaseEvent(event);
}

void MetricCard::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        act();
        return;
    case Qt::Key_I:
        openExplanation();
        return;
    default:
        QFrame::keyPressEvent(event);
    }
}

void MetricCard::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    m_skeleton->setGeometry(rect().marginsRemoved(padding));
    placeInfoButton();
}

void MetricCard::act()
{
    if (m_state == State::Error) {
        Q_EMIT retryRequested();
    } else if (m_clickable && m_state == State::Ready) {
        Q_EMIT activated();
    }
}

void MetricCard::placeInfoButton()
{
    if (m_info == nullptr) {
        return;
    }
    const QRect inner = rect().marginsRemoved(padding);
    const int text = QFontMetrics(valueFont(m_metric.value, valueRoom())).horizontalAdvance(m_metric.value);
    const int x = std::min(inner.left() + text + 4, inner.right() - infoSize);
    m_info->move(x, valueTop + 7);
    m_info->setVisible(m_state == State::Ready);
}

void MetricCard::openExplanation()
{
    if (m_info != nullptr && m_state == State::Ready) {
        auto *popover = new Popover(m_explanationTitle, m_explanation, this);
        popover->openBelow(*m_info);
    }
}

} // namespace billhook::widgets

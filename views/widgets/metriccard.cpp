#include "views/widgets/metriccard.h"

#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/theme/typescale.h"
#include "views/widgets/card.h"
#include "views/widgets/popover.h"
#include "views/widgets/skeleton.h"
#include "views/widgets/sparkline.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QClipboard>
#include <QGuiApplication>
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

// A narrow card says less rather than a figure that ends before its digits do.
QString shortened(const QString &exact, const QFont &font, qreal room)
{
    const bool fits = QFontMetricsF(font).horizontalAdvance(exact) <= room;
    return fits ? exact : exact.section(u" · "_s, 0, 0);
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

// A card is a group of a figure and what explains it; a screen reader meets it by its spoken text.
QAccessibleInterface *makeAccessible(const QString & /*className*/, QObject *object)
{
    auto *card = qobject_cast<MetricCard *>(object);
    return card == nullptr ? nullptr : new QAccessibleWidget(card, QAccessible::Grouping);
}

void installAccessible()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    static_cast<void>(installed);
}

} // namespace

MetricCard::MetricCard(QWidget *parent)
    : QFrame(parent)
    , m_skeleton(new Skeleton(Skeleton::Shape::Metric, this))
    , m_info(new QToolButton(this)) // from the start, so that Tab meets it right after its card
    , m_notice(new QToolButton(this))
{
    installAccessible();
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setProperty("focusRing", true);
    setProperty("radius", theme::metric::radiusCard);
    setFixedHeight(theme::metric::metricCardHeight);
    m_info->setAutoRaise(true);
    m_info->setIcon(theme::icon(u"info"_s));
    m_info->setIconSize({ 14, 14 });
    // The target is 24 px, larger than the 20 px it looks like.
    m_info->resize(theme::metric::controlTiny, theme::metric::controlTiny);
    m_info->hide();
    connect(m_info, &QToolButton::clicked, this, &MetricCard::openExplanation);
    m_notice->setObjectName(u"notice"_s);
    m_notice->setAutoRaise(true);
    m_notice->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_notice->setIcon(theme::icon(u"triangle-alert"_s));
    m_notice->setIconSize({ 14, 14 });
    m_notice->setFont(theme::font(theme::Type::Secondary, QFont::Medium));
    m_notice->hide();
    connect(m_notice, &QToolButton::clicked, this, &MetricCard::openNotice);
}

void MetricCard::showMetric(const Metric &metric)
{
    m_metric = metric;
    setAccessibleName(spokenText(metric));
    nameInfoButton();
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
    setFocusPolicy(state == State::Error || m_clickable || explained() ? Qt::StrongFocus : Qt::NoFocus);
    setCursor(state == State::Error || m_clickable ? Qt::PointingHandCursor : Qt::ArrowCursor);
    placeInfoButton();
    placeNotice();
    update();
}

void MetricCard::setNotice(const CardNotice &notice)
{
    m_noticed = notice;
    m_notice->setText(notice.badge);
    m_notice->setAccessibleName(notice.title);
    m_notice->setToolTip(notice.title);
    m_notice->resize(m_notice->sizeHint().width(), theme::metric::controlTiny);
    placeNotice();
}

/** Beside the label. */
void MetricCard::placeNotice()
{
    const QRect inner = rect().marginsRemoved(padding);
    const QFont font = theme::font(theme::Type::Secondary, QFont::Medium);
    m_notice->move(inner.left() + QFontMetrics(font).horizontalAdvance(m_metric.label) + 4, inner.top() - 4);
    m_notice->setVisible(m_state == State::Ready && !m_noticed.rows.empty());
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
    nameInfoButton();
    setState(m_state);
}

// Six of them stand on a page: each is named by its figure.
void MetricCard::nameInfoButton()
{
    m_info->setAccessibleName(m_metric.label.isEmpty() || m_explanationTitle == m_metric.label
            ? tr("About %1").arg(m_explanationTitle)
            : u"%1: %2"_s.arg(m_explanationTitle, m_metric.label));
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
    return rect().marginsRemoved(padding).width() - (explained() ? infoSize + 6 : 0);
}

void MetricCard::paintMetric(QPainter &painter, const QRectF &inner) const
{
    paintLabel(painter, inner);
    paintSparkline(painter, QRectF(inner.right() - 44, inner.top() - 2, 44, 22), m_metric.trend,
        theme::color(theme::Color::Accent, palette()));
    theme::paint::wholeLine(painter, QRectF(inner.left(), valueTop, valueRoom(), 32), m_metric.value,
        valueFont(m_metric.value, valueRoom()), theme::color(theme::Color::Text, palette()), Qt::AlignLeft);
    const QFont small = theme::font(theme::Type::Secondary);
    elidedLine(painter, QRectF(inner.left(), exactTop, inner.width(), smallLine),
        shortened(m_metric.exact, small, inner.width()), small, theme::color(theme::Color::Muted, palette()));
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
    if (event->matches(QKeySequence::Copy) && m_state == State::Ready) {
        QGuiApplication::clipboard()->setText(m_metric.copied.isEmpty() ? m_metric.value : m_metric.copied);
        return;
    }
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
    placeNotice();
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
    const QRect inner = rect().marginsRemoved(padding);
    const int text = QFontMetrics(valueFont(m_metric.value, valueRoom())).horizontalAdvance(m_metric.value);
    const int x = std::min(inner.left() + text + 4, inner.right() - infoSize);
    m_info->move(x, valueTop + 7);
    m_info->setVisible(m_state == State::Ready && explained());
}

void MetricCard::openExplanation()
{
    if (explained() && m_state == State::Ready) {
        auto *popover = new Popover(m_explanationTitle, m_explanation, this);
        popover->openBelow(*m_info);
    }
}

void MetricCard::openNotice()
{
    auto *popover = new Popover(m_noticed.title, m_noticed.text, this);
    popover->addRows(m_noticed.rows);
    popover->openBelow(*m_notice);
}

} // namespace billhook::widgets

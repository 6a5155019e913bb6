#include "views/lists/filterbutton.h"

#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace billhook::lists {

using namespace Qt::StringLiterals;
using theme::Color;
using theme::Type;

namespace {

constexpr int padding = 10;
constexpr int crossRoom = 20; ///< at the right edge
constexpr int crossSize = 12;

QFont valueFont()
{
    return theme::font(Type::Body, QFont::DemiBold);
}

} // namespace

FilterButton::FilterButton(const QString &title, QWidget *parent)
    : QPushButton(title, parent)
    , m_title(title)
{
    setProperty("kind", u"secondary"_s);
    setFixedHeight(theme::metric::controlSmall);
}

void FilterButton::setValue(const QString &value, bool clearable)
{
    m_value = value;
    m_clearable = clearable && !value.isEmpty();
    setText(value.isEmpty() ? m_title : u"%1: %2"_s.arg(m_title, value));
    setAccessibleDescription(m_clearable ? tr("Filters the list. Delete takes the filter away.") : QString());
    updateGeometry();
    update();
}

QSize FilterButton::sizeHint() const
{
    if (m_value.isEmpty()) {
        return QPushButton::sizeHint();
    }
    const int text = QFontMetrics(theme::font(Type::Body)).horizontalAdvance(m_title + u": "_s)
        + QFontMetrics(valueFont()).horizontalAdvance(m_value);
    return { text + 2 * padding + (m_clearable ? crossRoom : 0), theme::metric::controlSmall };
}

void FilterButton::paintEvent(QPaintEvent *event)
{
    if (m_value.isEmpty()) {
        QPushButton::paintEvent(event);
        return;
    }
    QPainter painter(this);
    theme::paint::roundedBox(painter, rect(), theme::metric::radiusControl,
        theme::color(m_clearable ? Color::AccentSoft : Color::Card, palette()),
        theme::color(m_clearable ? Color::Accent : Color::BtnBorder, palette()));
    const QColor ink = theme::color(Color::Text, palette());
    const QRectF area = QRectF(rect()).adjusted(padding, 0, m_clearable ? -crossRoom : -padding + 2, 0);
    const qreal used
        = theme::paint::elidedLine(painter, area, m_title + u": "_s, theme::font(Type::Body), ink);
    theme::paint::elidedLine(painter, area.adjusted(used, 0, 2, 0), m_value, valueFont(), ink);
    if (m_clearable) {
        theme::paintIcon(painter, QRectF(width() - crossRoom - 2, 0, crossSize + 4, height()), u"x"_s,
            theme::color(Color::Muted, palette()), crossSize);
    }
}

void FilterButton::mousePressEvent(QMouseEvent *event)
{
    if (m_clearable && event->button() == Qt::LeftButton
        && event->position().x() >= width() - crossRoom - 2) {
        Q_EMIT cleared();
        return;
    }
    QPushButton::mousePressEvent(event);
}

void FilterButton::keyPressEvent(QKeyEvent *event)
{
    if (m_clearable && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        Q_EMIT cleared();
        return;
    }
    QPushButton::keyPressEvent(event);
}

} // namespace billhook::lists

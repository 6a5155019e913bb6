#include "views/widgets/textfield.h"

#include "views/theme/painters.h"
#include "views/theme/typescale.h"

#include <QEvent>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>

namespace billhook::widgets {

using namespace Qt::StringLiterals;
using theme::Color;
using theme::Type;

namespace {

constexpr int padding = 10;

QString styleName(FieldState state)
{
    switch (state) {
    case FieldState::Default:
        return {};
    case FieldState::Dirty:
        return u"dirty"_s;
    case FieldState::Warning:
        return u"warning"_s;
    case FieldState::Error:
        return u"error"_s;
    }
    return {};
}

QFont struckFont()
{
    QFont font = theme::font(Type::Secondary);
    font.setStrikeOut(true);
    return font;
}

int widthOf(const QString &text, const QFont &font)
{
    return text.isEmpty() ? 0 : QFontMetrics(font).horizontalAdvance(text) + padding;
}

} // namespace

TextField::TextField(QWidget *parent)
    : QLineEdit(parent)
{ }

void TextField::setState(FieldState state)
{
    if (state != m_state) {
        m_state = state;
        setProperty("fieldState", styleName(state));
        update();
    }
}

void TextField::setUnit(const QString &unit)
{
    m_unit = unit;
    applyMargins();
}

void TextField::setFormer(const QString &former)
{
    if (former != m_former) {
        m_former = former;
        applyMargins();
    }
}

void TextField::showText(const QString &text)
{
    if (text != this->text()) {
        const int cursor = cursorPosition();
        setText(text);
        setCursorPosition(cursor);
    }
}

void TextField::applyMargins()
{
    setTextMargins(widthOf(m_former, struckFont()), 0, widthOf(m_unit, theme::font(Type::Secondary)), 0);
    update();
}

void TextField::focusInEvent(QFocusEvent *event)
{
    m_restored = text();
    QLineEdit::focusInEvent(event);
}

void TextField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && text() != m_restored && !isReadOnly()) {
        setText(m_restored);
        Q_EMIT textEdited(m_restored);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void TextField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    const QRectF inside = QRectF(rect()).adjusted(padding, 0, -padding, 0);
    if (!m_unit.isEmpty()) {
        theme::paint::elidedLine(painter, inside, m_unit, theme::font(Type::Secondary),
            theme::color(Color::Muted, palette()), Qt::AlignRight);
    }
    if (!m_former.isEmpty()) {
        theme::paint::elidedLine(
            painter, inside, m_former, struckFont(), theme::color(Color::Muted, palette()));
    }
}

void TextField::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        applyMargins();
    }
}

} // namespace billhook::widgets

#include "views/theme/painters.h"

#include "views/theme/icons.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QToolButton>

#include <algorithm>

namespace billhook::theme::paint {

using namespace Qt::StringLiterals;

namespace {

bool has(const QStyleOption &option, QStyle::StateFlag flag)
{
    return option.state.testFlag(flag);
}

bool isPressed(const QStyleOption &option)
{
    return has(option, QStyle::State_Sunken);
}

bool isHovered(const QStyleOption &option)
{
    return has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled);
}

QString property(const QWidget *widget, const char *name)
{
    return widget != nullptr ? widget->property(name).toString() : QString();
}

ButtonColors primaryColors(const QStyleOption &option)
{
    Color fill = Color::AccentFill;
    if (isPressed(option)) {
        fill = Color::AccentFillPressed;
    } else if (isHovered(option)) {
        fill = Color::AccentFillHover;
    }
    const QColor text = color(Color::OnAccent, option.palette);
    return { color(fill, option.palette), color(fill, option.palette), text, text };
}

// Buttons without a frame: flat on the page until touched.
ButtonColors ghostColors(const QStyleOption &option, Color text)
{
    QColor fill = Qt::transparent;
    if (isPressed(option) || has(option, QStyle::State_On)) {
        fill = color(Color::Pressed, option.palette);
    } else if (isHovered(option)) {
        fill = color(Color::Hover, option.palette);
    }
    return { fill, Qt::transparent, color(text, option.palette), color(Color::Muted, option.palette) };
}

ButtonColors secondaryColors(const QStyleOption &option)
{
    Color fill = Color::Card;
    if (isPressed(option) || has(option, QStyle::State_On)) {
        fill = Color::Pressed;
    } else if (isHovered(option)) {
        fill = Color::Hover;
    }
    return { color(fill, option.palette), color(Color::BtnBorder, option.palette),
        color(Color::Text, option.palette), color(Color::Muted, option.palette) };
}

ButtonColors disabledColors(const QStyleOption &option, bool flat)
{
    const QColor text = color(Color::Disabled, option.palette);
    if (flat) {
        return { Qt::transparent, Qt::transparent, text, text };
    }
    return { color(Color::Window, option.palette), color(Color::CardBorder, option.palette), text, text };
}

// Two buttons in one frame: the touching sides lose their corners, and the right one draws the line between.
void buttonBox(QPainter &painter, const QRect &rectangle, const ButtonColors &colors, const QString &join)
{
    constexpr int hidden = 2 * metric::radiusControl;
    QRect box = rectangle;
    painter.save();
    painter.setClipRect(rectangle);
    if (join == "left"_L1) {
        box.adjust(0, 0, hidden, 0);
    } else if (join == "right"_L1) {
        box.adjust(-hidden, 0, 0, 0);
    }
    roundedBox(painter, box, metric::radiusControl, colors.fill, colors.border);
    if (join == "right"_L1) {
        painter.fillRect(QRect(rectangle.left(), rectangle.top(), 1, rectangle.height()), colors.border);
    }
    painter.restore();
}

int drawIconPart(QPainter &painter, const QStyleOptionToolButton &option, int x)
{
    const QSize size = option.iconSize;
    const QRect place(x, option.rect.center().y() - size.height() / 2 + (size.height() % 2 == 0 ? 1 : 0),
        size.width(), size.height());
    option.icon.paint(&painter, place, Qt::AlignCenter,
        has(option, QStyle::State_Enabled) ? QIcon::Normal : QIcon::Disabled);
    return place.right() + 1 + 6;
}

int drawTextPart(QPainter &painter, const QRect &area, int x, const QString &text, const QColor &color)
{
    painter.setPen(color);
    const int width = painter.fontMetrics().horizontalAdvance(text);
    painter.drawText(
        QRect(x, area.top(), width + 2, area.height()), Qt::AlignVCenter | Qt::TextHideMnemonic, text);
    return x + width + 6;
}

void menuMark(QPainter &painter, const QRect &area, const QColor &color)
{
    paintIcon(
        painter, QRectF(area.right() - 25, area.top(), 14, area.height()), u"chevron-down"_s, color, 14);
}

void toolButtonContents(QPainter &painter, const QStyleOptionToolButton &option, const QWidget *widget)
{
    const ButtonColors colors = buttonColors(option, widget);
    const bool iconOnly = option.text.isEmpty() || option.toolButtonStyle == Qt::ToolButtonIconOnly;
    if (iconOnly) {
        const QSize size = option.iconSize;
        const QRect place(option.rect.left() + (option.rect.width() - size.width()) / 2,
            option.rect.top() + (option.rect.height() - size.height()) / 2, size.width(), size.height());
        option.icon.paint(&painter, place, Qt::AlignCenter,
            has(option, QStyle::State_Enabled) ? QIcon::Normal : QIcon::Disabled);
        return;
    }
    int x = option.rect.left() + metric::space3;
    if (!option.icon.isNull() && option.toolButtonStyle == Qt::ToolButtonTextBesideIcon) {
        x = drawIconPart(painter, option, x);
    }
    const QString prefix = property(widget, "prefix");
    painter.setFont(option.font);
    if (!prefix.isEmpty()) {
        QFont light = option.font;
        light.setWeight(QFont::Normal);
        painter.setFont(light);
        x = drawTextPart(painter, option.rect, x, prefix, colors.icon);
        painter.setFont(option.font);
    }
    drawTextPart(painter, option.rect, x, option.text, colors.text);
    if (option.features.testFlag(QStyleOptionToolButton::HasMenu)) {
        menuMark(painter, option.rect, colors.icon);
    }
}

Color fieldBorder(const QStyleOption &option, const QString &state)
{
    if (state == "error"_L1) {
        return Color::Danger;
    }
    if (state == "warning"_L1) {
        return Color::Warn;
    }
    return has(option, QStyle::State_HasFocus) || state == "dirty"_L1 ? Color::Focus : Color::FieldBorder;
}

} // namespace

void roundedBox(
    QPainter &painter, const QRectF &rectangle, qreal radius, const QColor &fill, const QColor &border)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill);
    if (border.alpha() == 0) {
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(rectangle, radius, radius);
    } else {
        painter.setPen(QPen(border, 1));
        painter.drawRoundedRect(rectangle.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5);
    }
    painter.restore();
}

qreal elidedLine(QPainter &painter, const QRectF &area, const QString &text, const QFont &font,
    const QColor &color, int side)
{
    painter.setFont(font);
    painter.setPen(color);
    const QFontMetricsF metrics(font);
    const qreal width = metrics.horizontalAdvance(text); // shaping is what costs: most texts fit
    painter.drawText(area, side | Qt::AlignVCenter | Qt::TextSingleLine,
        width <= area.width() ? text : metrics.elidedText(text, Qt::ElideRight, area.width()));
    return std::min(area.width(), width);
}

qreal wholeLine(QPainter &painter, const QRectF &area, const QString &text, const QFont &font,
    const QColor &color, int side)
{
    const bool fits = QFontMetricsF(font).horizontalAdvance(text) <= area.width();
    return elidedLine(painter, area, fits ? text : u"…"_s, font, color, side);
}

ButtonColors buttonColors(const QStyleOption &option, const QWidget *widget)
{
    const QString kind = property(widget, "kind");
    const auto *tool = qobject_cast<const QToolButton *>(widget);
    const bool flat
        = kind == "ghost"_L1 || kind == "link"_L1 || (tool != nullptr && tool->autoRaise() && kind.isEmpty());
    if (!has(option, QStyle::State_Enabled)) {
        return disabledColors(option, flat);
    }
    if (kind == "primary"_L1) {
        return primaryColors(option);
    }
    if (flat) {
        return ghostColors(option, kind == "link"_L1 ? Color::Accent : Color::Text);
    }
    return secondaryColors(option);
}

void pushButton(QPainter &painter, const QStyleOption &option, const QWidget *widget)
{
    const ButtonColors colors = buttonColors(option, widget);
    buttonBox(painter, option.rect, colors, property(widget, "join"));
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    if (button != nullptr && button->features.testFlag(QStyleOptionButton::HasMenu)) {
        menuMark(painter, option.rect.adjusted(0, 0, 5, 0), colors.icon);
    }
}

void toolButton(QPainter &painter, const QStyleOptionToolButton &option, const QWidget *widget)
{
    buttonBox(painter, option.rect, buttonColors(option, widget), property(widget, "join"));
    painter.save();
    toolButtonContents(painter, option, widget);
    painter.restore();
}

void field(QPainter &painter, const QStyleOption &option, const QWidget *widget)
{
    const auto *edit = qobject_cast<const QLineEdit *>(widget);
    const bool still = !has(option, QStyle::State_Enabled) || (edit != nullptr && edit->isReadOnly());
    const QString state = property(widget, "fieldState");
    const QColor border = color(still ? Color::CardBorder : fieldBorder(option, state), option.palette);
    roundedBox(painter, option.rect, metric::radiusControl,
        color(still ? Color::Window : Color::Card, option.palette), border);
    if (!still && (has(option, QStyle::State_HasFocus) || state == "error"_L1 || state == "dirty"_L1)) {
        roundedBox(
            painter, option.rect.adjusted(1, 1, -1, -1), metric::radiusControl - 1, Qt::transparent, border);
    }
}

void comboBox(QPainter &painter, const QStyleOptionComboBox &option)
{
    field(painter, option, nullptr);
    paintIcon(painter, QRectF(option.rect.right() - 25, option.rect.top(), 16, option.rect.height()),
        u"chevron-down"_s,
        color(has(option, QStyle::State_Enabled) ? Color::Muted : Color::Disabled, option.palette), 14);
}

void checkBox(QPainter &painter, const QStyleOption &option)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool mixed = has(option, QStyle::State_NoChange);
    const bool set = has(option, QStyle::State_On) || mixed;
    const QRectF box(option.rect.center().x() - 7, option.rect.center().y() - 7, 16, 16);
    painter.save();
    painter.setOpacity(enabled ? 1.0 : 0.5);
    roundedBox(painter, box, metric::radiusBadge,
        color(set ? Color::AccentFill : Color::Card, option.palette),
        color(set ? Color::AccentFill : (isHovered(option) ? Color::Accent : Color::FieldBorder),
            option.palette));
    if (set) {
        paintIcon(
            painter, box, mixed ? u"minus"_s : u"check"_s, color(Color::OnAccent, option.palette), 12, 3);
    }
    painter.restore();
}

void radioButton(QPainter &painter, const QStyleOption &option)
{
    const bool set = has(option, QStyle::State_On);
    const QRectF box(option.rect.center().x() - 7, option.rect.center().y() - 7, 16, 16);
    painter.save();
    painter.setOpacity(has(option, QStyle::State_Enabled) ? 1.0 : 0.5);
    roundedBox(painter, box, 8, color(set ? Color::AccentFill : Color::Card, option.palette),
        color(set ? Color::AccentFill : Color::FieldBorder, option.palette));
    if (set) {
        roundedBox(
            painter, box.adjusted(5, 5, -5, -5), 3, color(Color::OnAccent, option.palette), Qt::transparent);
    }
    painter.restore();
}

void focusFrame(QPainter &painter, const QStyleOption &option, const QWidget *followed)
{
    const QVariant given = followed != nullptr ? followed->property("radius") : QVariant();
    const qreal radius = (given.isValid() ? given.toReal() : metric::radiusControl) + 3;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(Color::Focus, option.palette), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

} // namespace billhook::theme::paint

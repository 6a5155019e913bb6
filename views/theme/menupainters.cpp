#include "views/theme/icons.h"
#include "views/theme/painters.h"

#include <QPainter>
#include <QStyleOption>

namespace billhook::theme::paint {

using namespace Qt::StringLiterals;

namespace {

constexpr int markWidth = 28; // check mark or icon before the text

bool isActive(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_Enabled);
}

void menuMark(QPainter &painter, const QStyleOptionMenuItem &option, const QColor &text)
{
    const QRectF place(option.rect.left() + 6, option.rect.top(), 20, option.rect.height());
    if (option.checkType != QStyleOptionMenuItem::NotCheckable) {
        if (option.checked) {
            paintIcon(painter, place, u"check"_s, color(Color::Accent, option.palette), 14, 2.25);
        }
        return;
    }
    if (!option.icon.isNull()) {
        const int y = option.rect.center().y() - metric::icon / 2 + 1;
        option.icon.paint(&painter, QRect(option.rect.left() + 8, y, metric::icon, metric::icon),
            Qt::AlignCenter,
            text == color(Color::Disabled, option.palette) ? QIcon::Disabled : QIcon::Normal);
    }
}

} // namespace

void menuPanel(QPainter &painter, const QStyleOption &option)
{
    painter.fillRect(option.rect, color(Color::Card, option.palette));
    painter.save();
    painter.setPen(color(Color::BtnBorder, option.palette));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1));
    painter.restore();
}

void menuItem(QPainter &painter, const QStyleOptionMenuItem &option)
{
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(QRect(option.rect.left(), option.rect.center().y(), option.rect.width(), 1),
            color(Color::Hairline, option.palette));
        return;
    }
    if (isActive(option)) {
        roundedBox(painter, option.rect.adjusted(4, 0, -4, 0), metric::radiusBadge,
            color(Color::Hover, option.palette), Qt::transparent);
    }
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const QColor text = color(enabled ? Color::Text : Color::Disabled, option.palette);
    menuMark(painter, option, text);
    const QStringList parts = option.text.split(u'\t');
    const QRect area = option.rect.adjusted(markWidth + 4, 0, -16, 0);
    painter.save();
    painter.setFont(option.font);
    painter.setPen(text);
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic, parts.value(0));
    if (parts.size() > 1) {
        painter.setPen(color(enabled ? Color::Muted : Color::Disabled, option.palette));
        painter.drawText(area, Qt::AlignVCenter | Qt::AlignRight, parts.value(1));
    }
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
        paintIcon(painter, QRectF(option.rect.right() - 24, option.rect.top(), 16, option.rect.height()),
            u"chevron-right"_s, color(Color::Muted, option.palette), 14);
    }
    painter.restore();
}

void menuBarGround(QPainter &painter, const QStyleOption &option)
{
    painter.fillRect(option.rect, color(Color::Sidebar, option.palette));
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
        color(Color::CardBorder, option.palette));
}

void menuBarItem(QPainter &painter, const QStyleOptionMenuItem &option)
{
    menuBarGround(painter, option);
    const bool open = option.state.testFlag(QStyle::State_Sunken);
    if (open || isActive(option)) {
        roundedBox(painter, option.rect.adjusted(0, 1, 0, -2), metric::radiusBadge,
            color(open ? Color::Pressed : Color::NavSelected, option.palette), Qt::transparent);
    }
    painter.save();
    painter.setPen(color(Color::Text, option.palette));
    painter.drawText(option.rect.adjusted(0, 0, 0, -1), Qt::AlignCenter | Qt::TextShowMnemonic, option.text);
    painter.restore();
}

void tip(QPainter &painter, const QStyleOption &option)
{
    painter.fillRect(option.rect, color(Color::Tip, option.palette));
}

void headerSection(QPainter &painter, const QStyleOptionHeader &option)
{
    painter.fillRect(option.rect, color(Color::HeaderRow, option.palette));
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
        color(Color::CardBorder, option.palette));
}

void headerLabel(QPainter &painter, const QStyleOptionHeader &option)
{
    const bool sorted = option.sortIndicator != QStyleOptionHeader::None;
    const Qt::Alignment alignment = option.textAlignment & Qt::AlignHorizontal_Mask;
    using enum QStyleOptionHeader::SectionPosition;
    const bool first = option.position == Beginning || option.position == OnlyOneSection;
    const bool last = option.position == End || option.position == OnlyOneSection;
    QRect area = option.rect.adjusted(
        first ? metric::space4 : metric::space2, 0, last ? -metric::space4 : -metric::space2, 0);
    painter.save();
    const QColor text = color(sorted ? Color::Text : Color::Muted, option.palette);
    if (sorted) {
        const QString name
            = option.sortIndicator == QStyleOptionHeader::SortDown ? u"arrow-up"_s : u"arrow-down"_s;
        const int width = std::min(painter.fontMetrics().horizontalAdvance(option.text), area.width() - 18);
        const int x = alignment.testFlag(Qt::AlignRight) ? area.right() - 13 : area.left() + width + 4;
        paintIcon(painter, QRectF(x, area.top(), 14, area.height() - 1), name, text, 14, 2);
        area.setRight(area.right() - (alignment.testFlag(Qt::AlignRight) ? 18 : 0));
    }
    painter.setPen(text);
    painter.drawText(area.adjusted(0, 0, 0, -1), static_cast<int>(alignment) | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(option.text, Qt::ElideRight, area.width()));
    painter.restore();
}

void tabShape(QPainter &painter, const QStyleOptionTab &option)
{
    if (option.state.testFlag(QStyle::State_MouseOver) && !option.state.testFlag(QStyle::State_Selected)) {
        roundedBox(painter, option.rect.adjusted(2, 6, -2, -6), metric::radiusControl,
            color(Color::Hover, option.palette), Qt::transparent);
    }
    if (option.state.testFlag(QStyle::State_Selected)) {
        roundedBox(painter,
            QRect(option.rect.left() + 10, option.rect.bottom() - 1, option.rect.width() - 20, 2), 1,
            color(Color::Accent, option.palette), Qt::transparent);
    }
}

void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &handle)
{
    if (option.minimum >= option.maximum) {
        return;
    }
    const bool held
        = option.state.testFlag(QStyle::State_Sunken) || option.state.testFlag(QStyle::State_MouseOver);
    const QRect bar = option.orientation == Qt::Vertical
        ? QRect(handle.left() + (handle.width() - 8) / 2, handle.top() + 2, 8, handle.height() - 4)
        : QRect(handle.left() + 2, handle.top() + (handle.height() - 8) / 2, handle.width() - 4, 8);
    roundedBox(
        painter, bar, 4, color(held ? Color::FieldBorder : Color::Scroll, option.palette), Qt::transparent);
}

} // namespace billhook::theme::paint

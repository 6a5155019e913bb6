#include "views/widgets/celldelegate.h"

#include "views/theme/painters.h"
#include "views/widgets/cellpainters.h"
#include "views/widgets/datatable.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionButton>

namespace billhook::widgets {

namespace {

using theme::Color;

QVariant part(const QModelIndex &index, int role)
{
    return role < 0 ? QVariant() : index.data(role);
}

CellContent contentOf(const QModelIndex &index, const ColumnLook &look)
{
    CellContent content;
    content.text = index.data(Qt::DisplayRole).toString();
    content.secondary = part(index, look.secondaryRole).toString();
    content.icon = part(index, look.iconRole).toString();
    content.key = part(index, look.keyRole).toString();
    content.tone = static_cast<Tone>(part(index, look.toneRole).toInt());
    const QVariant measure = part(index, look.measureRole);
    if (look.kind == CellKind::Trend) {
        content.trend = measure.value<std::vector<std::int64_t>>();
    } else if (measure.isValid()) {
        content.permille = measure.toInt();
    }
    return content;
}

bool isChosen(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    return option.state.testFlag(QStyle::State_Selected)
        || index.siblingAtColumn(0).data(Qt::CheckStateRole).toInt() == Qt::Checked;
}

Color groundOf(const DataTable *table, bool chosen, int row)
{
    if (chosen) {
        return Color::Selected;
    }
    return table != nullptr && table->hoveredRow() == row ? Color::Hover : Color::Card;
}

// Around the whole row, each cell its part of it.
void paintFocus(QPainter &painter, const QStyleOptionViewItem &option, const DataTable &table, int column)
{
    constexpr int width = 2;
    const QColor ring = theme::color(Color::Focus, option.palette);
    const QRect &area = option.rect;
    painter.fillRect(area.left(), area.top(), area.width(), width, ring);
    painter.fillRect(area.left(), area.bottom() - width + 1, area.width(), width, ring);
    if (table.isFirstShown(column)) {
        painter.fillRect(area.left(), area.top(), width, area.height(), ring);
    }
    if (table.isLastShown(column)) {
        painter.fillRect(area.right() - width + 1, area.top(), width, area.height(), ring);
    }
}

void paintRowGround(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *table = qobject_cast<const DataTable *>(option.widget);
    const bool selected = isChosen(option, index);
    painter.fillRect(option.rect, theme::color(groundOf(table, selected, index.row()), option.palette));
    painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1,
        theme::color(selected ? Color::SelectedLine : Color::Hairline, option.palette));
    if (table == nullptr || !table->isCurrentRow(index.row())) {
        return;
    }
    if (index.column() == 0) {
        painter.fillRect(option.rect.left(), option.rect.top(), 3, option.rect.height(),
            theme::color(Color::AccentFill, option.palette));
    }
    if (table->hasFocus()) {
        paintFocus(painter, option, *table, index.column());
    }
}

void paintBox(
    QPainter &painter, const QRectF &area, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    QStyleOptionButton box;
    const QStyle *style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    const QSize size(
        style->pixelMetric(QStyle::PM_IndicatorWidth), style->pixelMetric(QStyle::PM_IndicatorHeight));
    box.palette = option.palette;
    box.rect = QStyle::alignedRect(Qt::LeftToRight, Qt::AlignLeft | Qt::AlignVCenter, size, area.toRect());
    box.state = QStyle::State_Enabled
        | (index.data(Qt::CheckStateRole).toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off);
    style->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, &painter, option.widget);
}

} // namespace

CellDelegate::CellDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{ }

void CellDelegate::setColumn(int column, const ColumnLook &look)
{
    m_columns[column] = look;
}

void CellDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    paintRowGround(*painter, option, index);
    const auto found = m_columns.find(index.column());
    const ColumnLook look = found == m_columns.end() ? ColumnLook() : found->second;
    const int left = index.column() == 0 ? theme::metric::space4 : theme::metric::space2;
    const bool last = index.column() + 1 == index.model()->columnCount(index.parent());
    const QRectF area
        = QRectF(option.rect).adjusted(left, 0, last ? -theme::metric::space4 : -theme::metric::space2, -1);
    if (look.kind == CellKind::Check) {
        paintBox(*painter, area, option, index);
    } else if (index.data(Qt::DisplayRole).isValid()) {
        paintCell(*painter, area, look.kind, contentOf(index, look), option.palette);
    } else {
        const QRectF block(area.left(), area.center().y() - 6, area.width() * 0.6, 12);
        theme::paint::roundedBox(*painter, block, theme::metric::radiusBadge,
            theme::color(Color::Skeleton, option.palette), Qt::transparent);
    }
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem & /*option*/, const QModelIndex & /*index*/) const
{
    return { 80, theme::metric::row };
}

} // namespace billhook::widgets

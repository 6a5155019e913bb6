#pragma once

#include "views/widgets/panellist.h"

#include <QStyledItemDelegate>

namespace billhook::widgets {

// Draws the three kinds of panel rows.
class PanelDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static int rowHeight(PanelRow::Kind kind);

    void paint(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace billhook::widgets

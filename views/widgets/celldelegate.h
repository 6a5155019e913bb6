#pragma once

#include "models/items/listcolumn.h"
#include "views/widgets/looks.h"

#include <QStyledItemDelegate>

#include <map>

namespace billhook::widgets {

using items::CellKind;

// How one column is drawn and under which roles of its model the parts are; -1: the model has none.
struct ColumnLook
{
    CellKind kind{ CellKind::Text };
    int secondaryRole{ -1 }; // QString
    int toneRole{ -1 }; // int of Tone
    int iconRole{ -1 }; // QString, name of an icon
    int measureRole{ -1 }; // see Usage and Trend
    int keyRole{ -1 }; // QString choosing the colours of initials
};

// Draws the cells of a data table. A row whose display text is an invalid QVariant is not loaded yet and
// drawn as a grey block. The current row has a 3 px bar at its left edge; a row whose first cell is checked
// is on the ground of selected ones.
class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(QObject *parent = nullptr);

    void setColumn(int column, const ColumnLook &look);

    void paint(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    std::map<int, ColumnLook> m_columns;
};

} // namespace billhook::widgets

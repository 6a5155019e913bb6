#pragma once

#include "views/widgets/looks.h"

#include <QStyledItemDelegate>

#include <cstdint>
#include <map>

namespace billhook::widgets {

enum class CellKind : std::uint8_t
{
    Text,
    Muted,
    Strong, // medium weight, as the name of a row
    Money, // right; text in the ordinary colour, the secondary text (a currency) muted before it
    Number, // right
    Date,
    Badge, // tone from the tone role; Quiet is icon and word without a ground
    Name, // initials, then the name
    Usage, // "311 / 328" and a bar: permille of the limit from the measure role, -1 is unlimited
    Trend, // sparkline from the measure role, a std::vector<std::int64_t>
    Id, // fixed-width
    Check, // a box, checked by Qt::CheckStateRole
};

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

#pragma once

#include <QString>
#include <QVariant>

#include <cstdint>

namespace billhook::items {

/** How the cells of a column are drawn. */
enum class CellKind : std::uint8_t
{
    Text,
    Muted,
    Strong, ///< medium weight, as the name of a row
    Money, ///< right; text in the ordinary colour, the secondary text (a currency) muted before it
    Number, ///< right
    Date,
    Badge, ///< tone from ToneRole; Quiet is icon and word without a ground
    Badges, ///< the words between commas, a badge each
    Name, ///< initials, then the name
    Usage, ///< "311 / 328" and a bar: permille of the limit from MeasureRole, -1 is unlimited
    Trend, ///< sparkline from MeasureRole, a std::vector<std::int64_t>
    Id, ///< fixed-width
    Check ///< a box, checked by Qt::CheckStateRole
};

/** What a cell says beside its Qt::DisplayRole. */
enum ListRole
{
    IdRole = Qt::UserRole + 1, ///< QString, the row's
    RawRole, ///< the raw value: text, qint64 or QDate; invalid where there is none
    SecondaryRole, ///< QString, muted beside the text
    ToneRole, ///< int, one of CellTone
    IconRole, ///< QString, name of an icon
    MeasureRole ///< see CellKind
};

/** The tones of badges, as widgets::Tone counts. */
enum CellTone : int
{
    QuietTone = 0,
    NeutralTone = 1,
    AccentTone = 2,
    GoodTone = 3,
    WarningTone = 4,
    BadTone = 5
};

/** A column of a list. `value` gives the text under Qt::DisplayRole and the parts that `kind` looks at. */
template <class Row> struct ListColumn
{
    QString title{}; ///< "MRR, %1": with the reporting currency, once it is known
    QString sort{}; ///< the order a click on the head asks for; empty: none
    int width = 0; ///< pixels; the widest gives and takes
    CellKind kind = CellKind::Text;
    QVariant (*value)(const Row &row, int role) = nullptr;
};

} // namespace billhook::items

#pragma once

#include <QList>
#include <QString>

namespace billhook::postgres {

/** A column that rows are sorted by: an expression that an index has, and the type its text is read back as.
 */
struct ListKey
{
    QString expression{};
    QString type = QStringLiteral("text");
};

/**
 * One way to sort a list, along an index over `keys` and the id, in both directions. A filter that leaves one
 * value of the first key pins the order: then the index is entered at an anchor by the other keys only.
 */
struct ListOrder
{
    QString name{};
    QList<ListKey> keys{};
    QList<ListKey> descendingKeys{}; ///< where the way down is along another index
    QString pinnedBy{}; ///< a filter's name
    QString pinned{}; ///< what follows for the first key, where the filter's own condition does not say it
    /// The keys are a currency and an amount, and rows are sorted by what that is worth today, which no index
    /// knows: the currencies are merged. Those without a rate come last in either direction.
    bool converted = false;
};

/** A condition a person may set. `:value` in it is what was chosen. */
struct ListFilter
{
    QString name{};
    QString condition{};
    QString otherwise{}; ///< the condition while it is not set; empty: none
    QString hidden{}; ///< what `otherwise` leaves out, counted by itself
    QString values{}; ///< the expression whose values there are to choose from; an index has them in order
    bool days
        = false; ///< a number of days is chosen; `:value` is the instant at which the first of them began
};

/** How a typed text finds rows. Patterns are LIKE's; `:piece` and `:other_piece` are of a folded name. */
struct ListSearch
{
    QString finder{}; ///< a function of (:piece, :other_piece, :number, :most) that returns ids
    QString pieces{}; ///< the same condition on `s`, for what is paged
    QString numberPrefix{}; ///< what texts that are numbers of something else begin with: "cus_"
    QString numbers{}; ///< the condition with `:number`
};

/**
 * What a list is read from. Everything about pages, anchors, counts, sums and finds is made of this (see
 * ListStatements): `table` has the alias s, and all expressions are over it. `columns` of the rows shown may
 * also use what `details` joins to them.
 */
struct ListSpec
{
    QString name{}; ///< of its statements
    QString table{};
    QString id{}; ///< a uuid
    QString columns{};
    QString details{}; ///< JOINs, for the rows shown only
    QList<ListOrder> orders{};
    QList<ListFilter> filters{};
    ListSearch search{};
    QString currency{}; ///< of `amount`, '' where there is none; empty: the list has no sums
    QString amount{}; ///< minor units
};

} // namespace billhook::postgres

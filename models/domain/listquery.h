#pragma once

#include <QList>
#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>

#include <any>
#include <optional>
#include <utility>

namespace billhook::domain {

/** What a list shows and in which order; equal keys are in the order of their ids. */
struct ListQuery
{
    QString sort{}; ///< one of the list's orders
    bool descending = false;
    QString text{}; ///< a piece of a name, of one or two characters the beginning of a word; or an id
    QMap<QString, QString> filters{}; ///< by name; one that is not there does not filter

    QString filter(const QString &name) const { return filters.value(name); } ///< empty: not set

    bool operator==(const ListQuery &) const = default;
};

/** The key of a row in one order, as text: pages start at keys, never at row numbers. */
struct ListAnchor
{
    QStringList key{};
    QString id{};

    bool operator==(const ListAnchor &) const = default;
};

/** Rows in the order of a query: from an anchor on, or from the start. */
struct ListSlice
{
    std::optional<ListAnchor> from{};
    std::optional<ListAnchor> until{}; ///< the next anchor; only makes the reading shorter
    int skip = 0;
    int limit = 0;
};

inline constexpr int listPageRows = 50;
inline constexpr int listAnchorRows = 200; ///< a whole number of pages
inline constexpr int mostFound = 1'000; ///< more than these are paged like all the others

/**
 * A row of any list. Readers, presenters and pages hand rows on without knowing what they hold; only who
 * makes them and the columns that show them do.
 */
struct ListRow
{
    QString id{};
    std::any value{};

    template <typename Row> static ListRow of(Row row)
    {
        QString id = row.id;
        return { std::move(id), std::move(row) };
    }
    template <typename Row> const Row &as() const { return std::any_cast<const Row &>(value); }
};
using ListRows = QList<ListRow>;

/** Which rows are chosen: these, or all but these. */
struct ListChoice
{
    bool all = false;
    QSet<QString> ids{}; ///< chosen, or with `all` left out

    bool contains(const QString &id) const { return ids.contains(id) != all; }
    bool operator==(const ListChoice &) const = default;
};

} // namespace billhook::domain

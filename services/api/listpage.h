#pragma once

#include "services/api/route.h"

#include <QJsonArray>
#include <QStringList>

#include <optional>

namespace billhook::api {

/**
 * How much of a list is asked for, and from where: `limit` and `cursor` of the query. A cursor holds the keys
 * of the last row of the page before, so that a page costs the same at any depth and rows that come or go
 * meanwhile move nothing.
 */
class ListPage final
{
public:
    static constexpr int mostRows = 200;
    static constexpr int usualRows = 50;

    /** `keys`: how many make up a cursor of this list. */
    ListPage(Query &query, int keys);

    int rows() const { return m_rows; }
    /** What to read: one more than rows(), which tells whether there is a next page. */
    int limit() const { return m_rows + 1; }
    bool first() const { return m_keys.isEmpty(); }
    /** "" on the first page, and not null, which PostgreSQL would take for unknown. */
    QString key(int index) const { return m_keys.value(index, QStringLiteral("")); }

    /** Items beyond rows() are cut off; `keysOf` gives the keys of the last one that stays. */
    template <typename Row, typename ToJson, typename KeysOf>
    Answer answer(const std::vector<Row> &read, ToJson toJson, KeysOf keysOf) const
    {
        QJsonArray items;
        const auto count = std::min(read.size(), static_cast<std::size_t>(m_rows));
        for (std::size_t index = 0; index < count; ++index) {
            items.append(toJson(read[index]));
        }
        return answerOf(items, read.size() > count ? keysOf(read[count - 1]) : QStringList());
    }

private:
    static Answer answerOf(const QJsonArray &items, const QStringList &next);

    int m_rows;
    QStringList m_keys;
};

} // namespace billhook::api

// Orders by what an amount is worth in the reporting currency. Amounts of one currency are in order in an
// index; the order of all is those merged at the day's rates.
#include "services/postgres/liststatements.h"

#include <QUuid>

#include <utility>

namespace billhook::postgres {

using namespace Qt::StringLiterals;
using domain::ListAnchor;
using domain::ListSlice;

namespace {

// `reached`: amounts of a currency are worth as much as the edge's from `amount` on, exactly so when `exact`.
// `place`: where each currency goes on from an edge: amount and id, no amount when all of it comes before.
constexpr auto pageText = R"(
WITH stream AS (
    SELECT f.currency COLLATE "C" AS currency, CAST(f.factor AS numeric) AS factor
    FROM json_to_recordset(CAST(:factors AS json)) AS f(currency text, factor text)
), edge AS (
    SELECT 'from' AS name, CAST(:from_key0 AS text) AS currency, CAST(:from_key1 AS bigint) AS amount, CAST(:from_id AS uuid) AS id
    WHERE NOT CAST(:whole AS boolean)
    UNION ALL
    SELECT 'until', CAST(:until_key0 AS text), CAST(:until_key1 AS bigint), CAST(:until_id AS uuid)
    WHERE CAST(:bounded AS boolean)
), reached AS (
    SELECT e.name, e.currency AS edge_currency, e.amount AS edge_amount, e.id AS edge_id, o.factor IS NOT NULL AS edge_rated,
           t.currency, t.factor, div(o.factor * e.amount, nullif(t.factor, 0)) AS amount,
           div(o.factor * e.amount, nullif(t.factor, 0)) * t.factor = o.factor * e.amount AS exact
    FROM edge e JOIN stream o ON o.currency = e.currency CROSS JOIN stream t
), place AS (
    SELECT r.name, r.currency,
           CASE WHEN r.currency = r.edge_currency THEN r.edge_amount
                WHEN r.factor IS NULL AND (r.edge_rated OR r.currency @beyond@ r.edge_currency) THEN @first_amount@
                WHEN r.factor IS NULL OR NOT r.edge_rated THEN NULL
                WHEN r.factor = 0 THEN @zero@
                WHEN r.exact AND r.currency @beyond@ r.edge_currency THEN r.amount
                WHEN r.exact THEN r.amount @next@
                ELSE r.amount @inexact@ END::bigint AS amount,
           CASE WHEN r.currency = r.edge_currency THEN r.edge_id ELSE @first_id@ END AS id
    FROM reached r
), range AS (
    SELECT t.currency, t.factor,
           CASE WHEN CAST(:whole AS boolean) THEN @first_amount@ ELSE f.amount END AS from_amount, coalesce(f.id, @first_id@) AS from_id,
           coalesce(u.amount, @last_amount@) AS until_amount,
           CASE WHEN u.amount IS NULL THEN @last_id@ ELSE u.id END AS until_id
    FROM stream t
    LEFT JOIN place f ON f.currency = t.currency AND f.name = 'from'
    LEFT JOIN place u ON u.currency = t.currency AND u.name = 'until'
)
SELECT @id@ AS id, @columns@
FROM (
    SELECT t.currency, t.factor, n.amount, n.id
    FROM range t CROSS JOIN LATERAL (
        SELECT @amount@ AS amount, @id@ AS id
        FROM @table@ s
        WHERE @currency@ = t.currency AND @filter@
          AND (@amount@, @id@) @after@ (t.from_amount, t.from_id)
          AND (@amount@, @id@) @before@ (t.until_amount, t.until_id)
        ORDER BY @amount@ @way@, @id@ @way@
        LIMIT CAST(:skip AS bigint) + CAST(:limit AS bigint)) n
    ORDER BY t.factor IS NULL, t.factor * n.amount @way@, t.currency @way@, n.amount @way@, n.id @way@
    OFFSET CAST(:skip AS bigint) LIMIT CAST(:limit AS bigint)
) k
JOIN @table@ s ON @id@ = k.id @details@
ORDER BY k.factor IS NULL, k.factor * k.amount @way@, k.currency @way@, k.amount @way@, k.id @way@)";

// Equal amounts are counted first, which gives each of them its place; then each is stepped through by
// itself.
constexpr auto anchorsText = R"(
WITH RECURSIVE stream AS (
    SELECT f.currency COLLATE "C" AS currency, CAST(f.factor AS numeric) AS factor
    FROM json_to_recordset(CAST(:factors AS json)) AS f(currency text, factor text)
), counted AS MATERIALIZED (
    SELECT @currency@ AS currency, @amount@ AS amount, count(*) AS number
    FROM @table@ s
    WHERE @filter@
    GROUP BY 1, 2
), placed AS MATERIALIZED (
    SELECT c.currency, c.amount, c.number,
           (sum(c.number) OVER (ORDER BY t.factor IS NULL, t.factor * c.amount @way@, c.currency @way@, c.amount @way@))::bigint
           - c.number AS place
    FROM counted c JOIN stream t ON t.currency = c.currency
), anchor AS (
    SELECT p.place + p.ahead AS place, p.currency, p.amount, n.id
    FROM (SELECT q.*, (CAST(:step AS bigint) - q.place % CAST(:step AS bigint)) % CAST(:step AS bigint) AS ahead FROM placed q) p
    CROSS JOIN LATERAL (
        SELECT @id@ AS id
        FROM @table@ s
        WHERE @currency@ = p.currency AND @amount@ = p.amount AND @filter@
        ORDER BY @currency@ @way@, @amount@ @way@, @id@ @way@
        OFFSET p.ahead LIMIT 1) n
    WHERE p.ahead < p.number
    UNION ALL
    SELECT a.place + CAST(:step AS bigint), a.currency, a.amount, n.id
    FROM anchor a CROSS JOIN LATERAL (
        SELECT @id@ AS id
        FROM @table@ s
        WHERE @currency@ = a.currency AND @amount@ = a.amount AND @id@ @after@ a.id AND @filter@
        ORDER BY @currency@ @way@, @amount@ @way@, @id@ @way@
        OFFSET CAST(:step AS bigint) LIMIT 1) n
)
SELECT a.currency AS key0, CAST(a.amount AS text) AS key1, a.id
FROM anchor a
ORDER BY a.place)";

constexpr auto leastId = "'00000000-0000-0000-0000-000000000000'::uuid";
constexpr auto greatestId = "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid";
constexpr auto leastAmount = "'-9223372036854775808'::bigint";
constexpr auto greatestAmount = "'9223372036854775807'::bigint";

void bindEdge(ListStatement &statement, const QString &name, const std::optional<ListAnchor> &anchor)
{
    const ListAnchor edge
        = anchor.value_or(ListAnchor{ { u""_s, u"0"_s }, QUuid().toString(QUuid::WithoutBraces) });
    const QString currency = edge.key.value(0);
    statement.bindings.emplace_back(u":%1_key0"_s.arg(name), currency.isNull() ? u""_s : currency);
    statement.bindings.emplace_back(u":%1_key1"_s.arg(name), edge.key.value(1).toLongLong());
    statement.bindings.emplace_back(u":%1_id"_s.arg(name), edge.id);
}

} // namespace

QString ListStatements::convertedText(const char *text, const QString &filter) const
{
    const bool down = m_query.descending;
    const auto either = [down](const char *descending, const char *ascending) {
        return QString::fromLatin1(down ? descending : ascending);
    };
    const std::initializer_list<std::pair<const char *, QString>> values{
        { "@filter@", filter },
        { "@table@", m_spec.table },
        { "@id@", m_spec.id },
        { "@columns@", m_spec.columns },
        { "@details@", m_spec.details },
        { "@currency@", keys().at(0).expression },
        { "@amount@", keys().at(1).expression },
        { "@way@", either("DESC", "") },
        { "@after@", either("<=", ">=") },
        { "@before@", either(">", "<") },
        { "@beyond@", either("<", ">") },
        { "@first_amount@", either(greatestAmount, leastAmount) },
        { "@last_amount@", either(leastAmount, greatestAmount) },
        { "@first_id@", either(greatestId, leastId) },
        { "@last_id@", either(leastId, greatestId) },
        { "@zero@", either(greatestAmount, "NULL") },
        { "@next@", either("- 1", "+ 1") },
        { "@inexact@", either("+ 0", "+ 1") },
    };
    QString sql = QString::fromLatin1(text);
    for (const auto &[name, value] : values) {
        sql.replace(QLatin1StringView(name), value);
    }
    return sql;
}

ListStatement ListStatements::convertedPage(const ListSlice &slice) const
{
    ListStatement statement{ nameOf(u"page"_s), {}, {} };
    const QString filter = condition(statement);
    statement.sql = convertedText(pageText, filter);
    statement.bindings.emplace_back(u":whole"_s, !slice.from);
    statement.bindings.emplace_back(u":bounded"_s, slice.until.has_value());
    bindEdge(statement, u"from"_s, slice.from);
    bindEdge(statement, u"until"_s, slice.until);
    statement.bindings.emplace_back(u":factors"_s, m_moment.factors);
    statement.bindings.emplace_back(u":skip"_s, slice.skip);
    statement.bindings.emplace_back(u":limit"_s, slice.limit);
    return statement;
}

ListStatement ListStatements::convertedAnchors() const
{
    ListStatement statement{ nameOf(u"anchors"_s), {}, {} };
    const QString filter = condition(statement);
    statement.sql = convertedText(anchorsText, filter);
    statement.bindings.emplace_back(u":factors"_s, m_moment.factors);
    statement.bindings.emplace_back(u":step"_s, domain::listAnchorRows);
    return statement;
}

} // namespace billhook::postgres

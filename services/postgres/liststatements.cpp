#include "services/postgres/liststatements.h"

#include <QDateTime>
#include <QTimeZone>
#include <QUuid>

#include <algorithm>
#include <utility>

namespace billhook::postgres {

using namespace Qt::StringLiterals;
using domain::ListQuery;
using domain::ListSlice;

namespace {

constexpr int shortestPiece = 3; ///< what an index of trigrams can look for inside a word
constexpr int shortestNumber = 8; ///< enough to tell them apart

/** The text with its own wildcards taken literally. */
QString escaped(const QString &text)
{
    QString pattern = text;
    return pattern.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
}

/** Small letters without their marks, as billhook.folded() keeps names. */
QString foldedText(const QString &text)
{
    QString folded;
    for (const QChar letter : text.normalized(QString::NormalizationForm_KD)) {
        constexpr QChar firstMark(0x0300);
        constexpr QChar lastMark(0x036F);
        if (letter < firstMark || letter > lastMark) {
            folded += letter;
        }
    }
    return folded.toLower();
}

/** A null string would be bound as NULL, which equals nothing. */
QString present(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

const ListOrder &orderOf(const ListSpec &spec, const ListQuery &query)
{
    const auto found = std::find_if(spec.orders.cbegin(), spec.orders.cend(),
        [&](const ListOrder &order) { return order.name == query.sort; });
    return found == spec.orders.cend() ? spec.orders.constFirst() : *found;
}

QString keyName(qsizetype number)
{
    return u"key%1"_s.arg(number);
}

} // namespace

ListStatements::ListStatements(const ListSpec &spec, const ListQuery &query, ListMoment moment)
    : m_spec(spec)
    , m_query(query)
    , m_order(orderOf(spec, query))
    , m_moment(std::move(moment))
{
    const QString text = query.text.trimmed();
    if (text.isEmpty()) {
        return;
    }
    if (!spec.search.numberPrefix.isEmpty() && text.startsWith(spec.search.numberPrefix)) {
        m_sought = Sought::Number;
        m_number = escaped(text) + u'%';
    } else if (const QUuid id = QUuid::fromString(text); !id.isNull()) {
        m_sought = Sought::Id;
        m_id = id.toString(QUuid::WithoutBraces);
    } else {
        const QString folded = escaped(foldedText(text));
        m_sought = Sought::Piece;
        const bool begins = text.size() < shortestPiece;
        m_piece = (begins ? QString() : u"%"_s) + folded + u'%';
        m_otherPiece = (begins ? u"% "_s : u"%"_s) + folded + u'%';
    }
}

bool ListStatements::mayBeFound() const
{
    return m_sought != Sought::Nothing
        && (m_sought != Sought::Number || m_query.text.trimmed().size() >= shortestNumber);
}

QList<ListKey> ListStatements::keys() const
{
    return m_query.descending && !m_order.descendingKeys.isEmpty() ? m_order.descendingKeys : m_order.keys;
}

int ListStatements::keyCount() const
{
    return static_cast<int>(keys().size());
}

/** A key that a filter pins is the same in all rows. */
int ListStatements::firstCompared() const
{
    return m_order.pinnedBy.isEmpty() || m_query.filter(m_order.pinnedBy).isEmpty() ? 0 : 1;
}

QString ListStatements::direction() const
{
    return m_query.descending ? u" DESC"_s : QString();
}

QString ListStatements::ordering() const
{
    QStringList columns;
    for (const ListKey &key : keys()) {
        columns.append(key.expression + direction());
    }
    return (columns << m_spec.id + direction()).join(u", "_s);
}

/** "organizations/page_by_mrr_descending" */
QString ListStatements::nameOf(const QString &what) const
{
    return u"%1/%2_by_%3_%4"_s.arg(
        m_spec.name, what, m_order.name, m_query.descending ? u"descending"_s : u"ascending"_s);
}

/** A constant of the statement instead of a function in it: the planner then knows how many rows are younger.
 */
QString ListStatements::boundValue(const ListFilter &filter) const
{
    QString value = m_query.filter(filter.name);
    if (!filter.days) {
        return value;
    }
    const QDate first = m_moment.today.addDays(1 - value.toInt());
    return first.startOfDay(QTimeZone(m_moment.zone.toLatin1())).toUTC().toString(Qt::ISODateWithMs);
}

/** What the filters and the text leave; it is part of the statement's name and bindings. */
QString ListStatements::condition(ListStatement &statement) const
{
    QStringList conditions;
    for (const ListFilter &filter : m_spec.filters) {
        const QString value = m_query.filter(filter.name);
        if (value.isEmpty()) {
            conditions.append(filter.otherwise);
            continue;
        }
        statement.name += u"_"_s + filter.name;
        const QString parameter = u":"_s + filter.name;
        if (filter.condition.contains(":value"_L1)) {
            statement.bindings.emplace_back(parameter, boundValue(filter));
        }
        conditions.append(QString(filter.condition).replace(":value"_L1, parameter));
        if (m_order.pinnedBy == filter.name) {
            conditions.append(QString(m_order.pinned).replace(":value"_L1, parameter));
        }
    }
    switch (m_sought) {
    case Sought::Nothing:
        break;
    case Sought::Piece:
        conditions.append(u"("_s + m_spec.search.pieces + u")"_s);
        break;
    case Sought::Number:
        conditions.append(m_spec.search.numbers);
        break;
    case Sought::Id:
        conditions.append(m_spec.id + u" = CAST(:id AS uuid)"_s);
        break;
    }
    bindSought(statement);
    conditions.removeAll(QString());
    return conditions.isEmpty() ? u"true"_s : conditions.join(u" AND "_s);
}

void ListStatements::bindSought(ListStatement &statement) const
{
    switch (m_sought) {
    case Sought::Nothing:
        return;
    case Sought::Piece:
        statement.name += u"_named"_s;
        statement.bindings.emplace_back(u":piece"_s, m_piece);
        statement.bindings.emplace_back(u":other_piece"_s, m_otherPiece);
        return;
    case Sought::Number:
        statement.name += u"_numbered"_s;
        statement.bindings.emplace_back(u":number"_s, m_number);
        return;
    case Sought::Id:
        statement.name += u"_identified"_s;
        statement.bindings.emplace_back(u":id"_s, m_id);
        return;
    }
}

/** A row lies at or after the anchor whose keys are `values` and whose id is `anchor`. */
QString ListStatements::reached(const QString &anchor, const QStringList &values) const
{
    QStringList left;
    QStringList right;
    const QList<ListKey> columns = keys();
    for (qsizetype i = firstCompared(); i < columns.size(); ++i) {
        left.append(columns.at(i).expression);
        right.append(u"CAST(%1 AS %2)"_s.arg(values.at(i), columns.at(i).type));
    }
    left.append(m_spec.id);
    right.append(u"CAST(%1 AS uuid)"_s.arg(anchor));
    return u"(%1) %2 (%3)"_s.arg(
        left.join(u", "_s), m_query.descending ? u"<="_s : u">="_s, right.join(u", "_s));
}

ListStatement ListStatements::page(const ListSlice &slice) const
{
    if (m_order.converted) {
        return convertedPage(slice);
    }
    ListStatement statement{ nameOf(u"page"_s), {}, {} };
    QString where = condition(statement);
    if (slice.from) {
        statement.name += u"_on"_s;
        QStringList values;
        for (int i = 0; i < keyCount(); ++i) {
            values.append(u":from_"_s + keyName(i));
        }
        where += u" AND "_s + reached(u":from_id"_s, values);
        for (int i = firstCompared(); i < keyCount(); ++i) {
            statement.bindings.emplace_back(values.at(i), present(slice.from->key.value(i)));
        }
        statement.bindings.emplace_back(u":from_id"_s, slice.from->id);
    }
    statement.bindings.emplace_back(u":skip"_s, slice.skip);
    statement.bindings.emplace_back(u":limit"_s, slice.limit);
    statement.sql = u"SELECT %1 AS id, %2 FROM ("
                    "SELECT %1 AS id FROM %3 s WHERE %4 ORDER BY %5 OFFSET :skip LIMIT :limit) k "
                    "JOIN %3 s ON %1 = k.id %6 ORDER BY %5"_s.arg(
                        m_spec.id, m_spec.columns, m_spec.table, where, ordering(), m_spec.details);
    return statement;
}

/** Steps along the index from anchor to anchor: five times faster than numbering every row. */
ListStatement ListStatements::anchors() const
{
    if (m_order.converted) {
        return convertedAnchors();
    }
    ListStatement statement{ nameOf(u"anchors"_s), {}, {} };
    const QString where = condition(statement);
    QStringList names;
    QStringList values;
    QStringList columns;
    const QList<ListKey> sorted = keys();
    for (qsizetype i = 0; i < sorted.size(); ++i) {
        names.append(keyName(i));
        values.append(u"a."_s + keyName(i));
        columns.append(u"CAST(%1 AS text) COLLATE \"C\" AS %2"_s.arg(sorted.at(i).expression, keyName(i)));
    }
    const QString row = (columns << m_spec.id + u" AS id"_s).join(u", "_s);
    const QString shown = (names << u"id"_s).join(u", "_s);
    statement.sql = u"WITH RECURSIVE anchor AS ("
                    "(SELECT 0 AS place, %1 FROM %2 s WHERE %3 ORDER BY %4 LIMIT 1) UNION ALL "
                    "SELECT a.place + 1, n.* FROM anchor a CROSS JOIN LATERAL ("
                    "SELECT %1 FROM %2 s WHERE %3 AND %5 ORDER BY %4 "
                    "OFFSET CAST(:step AS bigint) LIMIT 1) n) "
                    "SELECT %6 FROM anchor ORDER BY place"_s.arg(
                        row, m_spec.table, where, ordering(), reached(u"a.id"_s, values), shown);
    statement.bindings.emplace_back(u":step"_s, domain::listAnchorRows);
    return statement;
}

/** What an id finds is that row; what else is found is all the finder gives unless that is too much. */
ListStatement ListStatements::found() const
{
    ListStatement statement{ nameOf(u"found"_s), {}, {} };
    const QString where = condition(statement);
    QString finder = u"SELECT CAST(:id AS uuid) AS id"_s;
    if (m_sought != Sought::Id) {
        const QString empty = u"''"_s;
        const bool piece = m_sought == Sought::Piece;
        finder
            = u"SELECT f.id FROM %1(%2, %3, %4, CAST(:most AS integer)) AS f(id)"_s.arg(m_spec.search.finder,
                piece ? u":piece"_s : empty, piece ? u":other_piece"_s : empty, piece ? empty : u":number"_s);
        statement.bindings.emplace_back(u":most"_s, domain::mostFound + 1);
    }
    QString order = ordering();
    QString rated;
    if (m_order.converted) {
        order = u"t.factor IS NULL, t.factor * %1%2, %3"_s.arg(
            keys().constLast().expression, direction(), ordering());
        rated = u"LEFT JOIN json_to_recordset(CAST(:factors AS json)) AS t(currency text, factor numeric) "
                "ON t.currency = %1"_s.arg(keys().constFirst().expression);
        statement.bindings.emplace_back(u":factors"_s, m_moment.factors);
    }
    statement.sql = u"WITH found AS MATERIALIZED (%1) "
                    "SELECT c.found, r.* FROM (SELECT count(*) AS found FROM found) c LEFT JOIN ("
                    "SELECT %2 AS id, %3, row_number() OVER (ORDER BY %4) AS place FROM found f JOIN %5 s ON "
                    "%2 = f.id %6 "
                    "%7 WHERE (SELECT count(*) FROM found) <= %8 AND %9) r ON true ORDER BY r.place"_s.arg(
                        finder, m_spec.id, m_spec.columns, order, m_spec.table, m_spec.details, rated,
                        QString::number(domain::mostFound), where);
    return statement;
}

ListStatement ListStatements::rows(const QStringList &ids) const
{
    return { m_spec.name + u"/rows"_s,
        u"SELECT %1 AS id, %2 FROM %3 s %4 WHERE %1 = ANY (CAST(:ids AS uuid[]))"_s.arg(
            m_spec.id, m_spec.columns, m_spec.table, m_spec.details),
        { { u":ids"_s, ids } } };
}

ListStatement ListStatements::sums() const
{
    ListStatement statement{ m_spec.name + u"/sums"_s, {}, {} };
    const QString where = condition(statement);
    statement.sql = m_spec.currency.isEmpty()
        ? u"SELECT '' AS currency, 0::bigint AS amount, count(*) AS count FROM %1 s WHERE %2"_s.arg(
            m_spec.table, where)
        : u"SELECT %3 AS currency, coalesce(sum(%4), 0)::bigint AS amount, count(*) AS count FROM %1 s WHERE "
          u"%2 "
          "GROUP BY 1 ORDER BY 1"_s.arg(m_spec.table, where, m_spec.currency, m_spec.amount);
    return statement;
}

ListStatement ListStatements::sumsOf(const QStringList &ids) const
{
    const QString chosen = u"%1 = ANY (CAST(:ids AS uuid[]))"_s.arg(m_spec.id);
    ListStatement statement{ m_spec.name + u"/sums_of"_s, {}, { { u":ids"_s, ids } } };
    statement.sql = m_spec.currency.isEmpty()
        ? u"SELECT '' AS currency, 0::bigint AS amount, count(*) AS count FROM %1 s WHERE %2"_s.arg(
            m_spec.table, chosen)
        : u"SELECT %3 AS currency, coalesce(sum(%4), 0)::bigint AS amount, count(*) AS count FROM %1 s WHERE "
          u"%2 "
          "GROUP BY 1 ORDER BY 1"_s.arg(m_spec.table, chosen, m_spec.currency, m_spec.amount);
    return statement;
}

ListStatement ListStatements::hidden() const
{
    ListStatement statement{ m_spec.name + u"/hidden"_s, {}, {} };
    QStringList left;
    for (const ListFilter &filter : m_spec.filters) {
        if (!filter.hidden.isEmpty() && m_query.filter(filter.name).isEmpty()) {
            left.append(filter.hidden);
            statement.name += u"_"_s + filter.name;
        }
    }
    if (!left.isEmpty()) {
        statement.sql
            = u"SELECT count(*) AS count FROM %1 s WHERE %2"_s.arg(m_spec.table, left.join(u" OR "_s));
    }
    return statement;
}

/** Skips along the index from one value to the next instead of reading all rows. */
ListStatement ListStatements::values(const ListFilter &filter) const
{
    return { m_spec.name + u"/values_of_"_s + filter.name,
        u"WITH RECURSIVE known AS ((SELECT %1 AS value FROM %2 s ORDER BY 1 LIMIT 1) UNION ALL "
        "SELECT (SELECT %1 FROM %2 s WHERE %1 > k.value ORDER BY 1 LIMIT 1) FROM known k "
        "WHERE k.value IS NOT NULL) "
        "SELECT k.value FROM known k WHERE k.value IS NOT NULL"_s.arg(filter.values, m_spec.table),
        {} };
}

} // namespace billhook::postgres

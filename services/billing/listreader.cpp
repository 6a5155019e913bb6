#include "services/billing/listreader.h"

#include "services/billing/dashboardbasis.h"
#include "services/billing/database.h"
#include "services/postgres/liststatements.h"
#include "services/postgres/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

namespace billhook::billing {

using namespace Qt::StringLiterals;
using domain::ListQuery;
using domain::ListRows;
using domain::ListSlice;
using domain::Result;
using postgres::ListStatement;
using postgres::ListStatements;
using postgres::Row;
using postgres::Session;

namespace {

using Visit = std::function<void(const Row &)>;

postgres::ListMoment momentOf(const ListBasis &basis)
{
    return { basis.factors, basis.zone, basis.today };
}

Result<void> run(Session &session, const ListStatement &statement, const Visit &visit)
{
    const auto prepared = session.prepare(statement.name, statement.sql);
    return prepared ? session.forEach(statement.name, statement.bindings, visit) : prepared;
}

QString factorsJson(const Converter &converter, const QStringList &currencies, QDate day)
{
    QJsonArray factors;
    for (const QString &currency : currencies) {
        const auto factor = currency.isEmpty() ? std::optional(u"0"_s) : converter.factor(currency, day);
        factors.append(QJsonObject{ { u"currency"_s, currency },
            { u"factor"_s, factor ? QJsonValue(*factor) : QJsonValue(QJsonValue::Null) } });
    }
    return QString::fromUtf8(QJsonDocument(factors).toJson(QJsonDocument::Compact));
}

/** The values there are to filter by; `currencies` those that the list's amounts are in. */
Result<void> readValues(
    Session &session, const ListDefinition &list, ListOpening &opening, QStringList &currencies)
{
    const ListStatements statements(list.spec, {}, {});
    for (const postgres::ListFilter &filter : list.spec.filters) {
        if (filter.values.isEmpty()) {
            continue;
        }
        QStringList &known = opening.values[filter.name];
        auto read = run(
            session, statements.values(filter), [&](const Row &row) { known.append(row.text("value")); });
        if (!read) {
            return read;
        }
        if (filter.values == list.spec.currency) {
            currencies = known;
        }
    }
    return {};
}

Result<void> readListBasis(Session &session, const ListDefinition &list, ListOpening &opening)
{
    auto basis = readBasis(session);
    if (!basis) {
        return basis.error();
    }
    ListBasis &made = opening.reading.basis;
    made.zone = basis->zone;
    made.today = basis->today;
    QStringList currencies;
    auto values = readValues(session, list, opening, currencies);
    if (!values || list.spec.currency.isEmpty()) {
        return values;
    }
    auto converter = readRates(session, *basis, currencies, basis->today, basis->today.addDays(1));
    if (!converter) {
        return converter.error();
    }
    made.factors = factorsJson(*converter, currencies, basis->today);
    made.converter = std::move(converter).value();
    return {};
}

/** Amounts by currency; those of none or of several currencies at once only count. */
Result<ConvertedSum> readAmounts(Session &session, const ListStatement &statement, const ListBasis &basis)
{
    QList<CurrencyAmount> billed;
    qint64 unbilled = 0;
    auto read = run(session, statement, [&](const Row &row) {
        const CurrencyAmount amount{ row.text("currency"), row.integer("amount"), row.integer("count") };
        if (amount.currency.isEmpty()) {
            unbilled += amount.count;
        } else {
            billed.append(amount);
        }
    });
    if (!read) {
        return read.error();
    }
    ConvertedSum sum = sumOf(basis.converter, basis.today, billed);
    sum.count += unbilled;
    return sum;
}

/** So that the sum of a list can be held against the company's. */
Result<ConvertedSum> readApart(
    Session &session, const ListDefinition &list, const ListReading &reading, const ConvertedSum &sum)
{
    if (list.whole.isEmpty() || !reading.query.filters.isEmpty() || !reading.query.text.isEmpty()) {
        return ConvertedSum{};
    }
    QMap<QString, qint64> apart;
    auto read = session.forEach(list.whole, { { u":today"_s, reading.basis.today } },
        [&](const Row &row) { apart[row.text("currency")] += row.integer("amount"); });
    if (!read) {
        return read.error();
    }
    for (const CurrencyAmount &part : sum.parts) {
        apart[part.currency] -= part.amount;
    }
    QList<CurrencyAmount> amounts;
    for (auto part = apart.cbegin(); part != apart.cend(); ++part) {
        if (part.value() != 0) {
            amounts.append({ part.key(), part.value(), 0 });
        }
    }
    return sumOf(reading.basis.converter, reading.basis.today, amounts);
}

Result<qint64> countHidden(Session &session, const ListStatements &statements)
{
    const ListStatement statement = statements.hidden();
    qint64 hidden = 0;
    if (statement.sql.isEmpty()) {
        return hidden;
    }
    auto counted = run(session, statement, [&](const Row &row) { hidden = row.integer("count"); });
    if (!counted) {
        return counted.error();
    }
    return hidden;
}

Result<ListRows> readList(
    Session &session, const ListDefinition &list, const ListBasis &basis, const ListStatement &statement)
{
    ListRows rows;
    auto read = run(session, statement, [&](const Row &row) { rows.append(list.row(row, basis)); });
    if (!read) {
        return read.error();
    }
    return rows;
}

QStringList idsOf(const ListRows &rows)
{
    QStringList ids;
    for (const domain::ListRow &row : rows) {
        ids.append(row.id);
    }
    return ids;
}

/** All that a text finds; no outline when that is too much. */
Result<void> findAll(Session &session, const ListDefinition &list, ListOpening &opening)
{
    const ListBasis &basis = opening.reading.basis;
    const ListStatements statements(list.spec, opening.reading.query, momentOf(basis));
    qint64 found = 0;
    auto read = run(session, statements.found(), [&](const Row &row) {
        found = row.integer("found");
        if (!row.isNull("id")) {
            opening.rows.append(list.row(row, basis));
        }
    });
    if (!read || found > domain::mostFound) {
        return read;
    }
    auto sum = readAmounts(session, statements.sumsOf(idsOf(opening.rows)), basis);
    if (!sum) {
        return sum.error();
    }
    const auto hidden = countHidden(session, statements);
    if (!hidden) {
        return hidden.error();
    }
    opening.outline = ListOutline{ {}, std::move(sum).value(), *hidden };
    return {};
}

domain::ListAnchor anchorOf(const Row &row, int keys)
{
    domain::ListAnchor anchor;
    for (int key = 0; key < keys; ++key) {
        anchor.key.append(row.text(QByteArray("key" + QByteArray::number(key)).constData()));
    }
    anchor.id = row.text("id");
    return anchor;
}

} // namespace

ListReader readerOf(Database &database, const ListDefinition &list)
{
    using concurrency::Cancellation;
    ListReader reader;
    reader.open = [&database, &list](const ListQuery &query, const Cancellation &cancellation) {
        return database.run<ListOpening>(
            Lane::Rows, [&list, query](Session &session) { return readOpening(session, list, query); },
            cancellation);
    };
    reader.outline = [&database, &list](const ListReading &reading, const Cancellation &cancellation) {
        return database.run<ListOutline>(
            Lane::Background,
            [&list, reading](Session &session) { return readOutline(session, list, reading); }, cancellation);
    };
    reader.page = [&database, &list](const ListReading &reading, const ListSlice &slice) {
        return database.run<ListRows>(Lane::Rows,
            [&list, reading, slice](Session &session) { return readPage(session, list, reading, slice); });
    };
    reader.rows = [&database, &list](const ListReading &reading, const QStringList &ids) {
        return database.run<ListRows>(Lane::Rows,
            [&list, reading, ids](Session &session) { return readRows(session, list, reading, ids); });
    };
    reader.sum = [&database, &list](
                     const ListReading &reading, const QStringList &ids, const Cancellation &cancellation) {
        return database.run<ConvertedSum>(
            Lane::Background,
            [&list, reading, ids](Session &session) { return readSum(session, list, reading, ids); },
            cancellation);
    };
    reader.cancel = [&database](const Cancellation &cancellation) { database.cancel(cancellation); };
    return reader;
}

Result<ListOpening> readOpening(Session &session, const ListDefinition &list, const ListQuery &query)
{
    ListOpening opening;
    opening.reading.query = query;
    auto basis = readListBasis(session, list, opening);
    if (!basis) {
        return basis.error();
    }
    if (ListStatements(list.spec, query, {}).mayBeFound()) {
        const auto all = findAll(session, list, opening);
        if (!all) {
            return all.error();
        }
        if (opening.outline) {
            return opening;
        }
    }
    auto rows = readPage(session, list, opening.reading, { {}, {}, 0, domain::listPageRows });
    if (!rows) {
        return rows.error();
    }
    opening.rows = std::move(rows).value();
    return opening;
}

Result<ListOutline> readOutline(Session &session, const ListDefinition &list, const ListReading &reading)
{
    // Count and anchors of one moment.
    const postgres::Transaction moment(session, postgres::Transaction::Mode::RepeatableReadOnly);
    if (!moment.begun()) {
        return moment.begun().error();
    }
    const ListStatements statements(list.spec, reading.query, momentOf(reading.basis));
    ListOutline outline;
    auto sum = readAmounts(session, statements.sums(), reading.basis);
    if (!sum) {
        return sum.error();
    }
    outline.sum = std::move(sum).value();
    auto anchors = run(session, statements.anchors(),
        [&](const Row &row) { outline.anchors.append(anchorOf(row, statements.keyCount())); });
    if (!anchors) {
        return anchors.error();
    }
    const auto hidden = countHidden(session, statements);
    if (!hidden) {
        return hidden.error();
    }
    outline.hidden = *hidden;
    auto apart = readApart(session, list, reading, outline.sum);
    if (!apart) {
        return apart.error();
    }
    outline.apart = std::move(apart).value();
    return outline;
}

Result<ListRows> readPage(
    Session &session, const ListDefinition &list, const ListReading &reading, const ListSlice &slice)
{
    const ListStatements statements(list.spec, reading.query, momentOf(reading.basis));
    return readList(session, list, reading.basis, statements.page(slice));
}

Result<ListRows> readRows(
    Session &session, const ListDefinition &list, const ListReading &reading, const QStringList &ids)
{
    const ListStatements statements(list.spec, reading.query, momentOf(reading.basis));
    return readList(session, list, reading.basis, statements.rows(ids));
}

Result<ConvertedSum> readSum(
    Session &session, const ListDefinition &list, const ListReading &reading, const QStringList &ids)
{
    const ListStatements statements(list.spec, reading.query, momentOf(reading.basis));
    return readAmounts(session, statements.sumsOf(ids), reading.basis);
}

} // namespace billhook::billing

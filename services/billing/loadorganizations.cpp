#include "services/billing/loadorganizations.h"

#include "services/billing/dashboardbasis.h"
#include "services/billing/database.h"
#include "services/billing/organizationbindings.h"
#include "services/postgres/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <map>
#include <utility>
#include <vector>

namespace billhook::billing {

using namespace Qt::StringLiterals;
using domain::Result;
using postgres::Bindings;
using postgres::Row;
using postgres::Session;

namespace {

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

Result<OrganizationBasis> readListBasis(Session &session)
{
    auto basis = readBasis(session);
    if (!basis) {
        return basis.error();
    }
    OrganizationBasis list;
    list.zone = basis->zone;
    list.today = basis->today;
    auto values = session.forEach(u"organizations/list_values"_s, {}, [&](const Row &row) {
        const QString kind = row.text("kind");
        QStringList &known = kind == u"status" ? list.statuses
            : kind == u"plan"                  ? list.plans
                                               : list.currencies;
        known.append(row.text("value"));
    });
    if (!values) {
        return values.error();
    }
    auto converter = readRates(session, *basis, list.currencies, basis->today, basis->today.addDays(1));
    if (!converter) {
        return converter.error();
    }
    list.factors = factorsJson(*converter, list.currencies, basis->today);
    list.converter = std::move(converter).value();
    return list;
}

/** Amounts by currency; those of several currencies at once only count. */
ConvertedSum sumWith(const OrganizationBasis &basis, const QList<CurrencyAmount> &amounts)
{
    QList<CurrencyAmount> billed;
    qint64 unbilled = 0;
    for (const CurrencyAmount &amount : amounts) {
        if (amount.currency.isEmpty()) {
            unbilled += amount.count;
        } else {
            billed.append(amount);
        }
    }
    ConvertedSum sum = sumOf(basis.converter, basis.today, billed);
    sum.count += unbilled;
    return sum;
}

Result<ConvertedSum> readAmounts(
    Session &session, const QString &statement, const Bindings &bindings, const OrganizationBasis &basis)
{
    const auto amounts = session.all<CurrencyAmount>(statement, bindings, [](const Row &row) {
        return CurrencyAmount{ row.text("currency"), row.integer("annual"), row.integer("count") };
    });
    if (!amounts) {
        return amounts.error();
    }
    return sumWith(basis, { amounts->cbegin(), amounts->cend() });
}

Result<qint64> countArchived(Session &session, const OrganizationQuery &query)
{
    qint64 archived = 0;
    auto counted = session.forEach(u"organizations/count_archived"_s, {},
        [&](const Row &row) { archived = query.archived ? 0 : row.integer("archived"); });
    if (!counted) {
        return counted.error();
    }
    return archived;
}

OrganizationRow organizationRow(const Row &row, const OrganizationBasis &basis)
{
    OrganizationRow organization;
    organization.id = row.text("organization_id");
    organization.name = row.text("name");
    organization.status = row.text("status");
    organization.plan = row.text("plan");
    organization.quantity = row.isNull("quantity") ? std::nullopt : std::optional(row.integer("quantity"));
    organization.currency = row.text("currency");
    organization.annual = row.integer("annual_amount");
    if (!organization.currency.isEmpty()) {
        organization.reportingAnnual
            = basis.converter.convert(organization.annual, organization.currency, basis.today);
    }
    organization.members = row.integer("members");
    organization.nextRenewal = row.isNull("next_renewal") ? QDateTime() : row.instant("next_renewal");
    organization.customerId = row.text("customer_id");
    organization.archived = row.boolean("archived");
    return organization;
}

Result<QList<OrganizationRow>> readList(
    Session &session, const QString &statement, const Bindings &bindings, const OrganizationBasis &basis)
{
    QList<OrganizationRow> rows;
    auto read = session.forEach(
        statement, bindings, [&](const Row &row) { rows.append(organizationRow(row, basis)); });
    if (!read) {
        return read.error();
    }
    return rows;
}

QString statement(QLatin1StringView what, const OrganizationQuery &query)
{
    return u"organizations/%1_by_%2_%3"_s.arg(
        what, sortName(query.sort), query.descending ? u"descending"_s : u"ascending"_s);
}

ConvertedSum sumOfRows(const QList<OrganizationRow> &rows, const OrganizationBasis &basis)
{
    std::map<QString, CurrencyAmount> amounts;
    for (const OrganizationRow &row : rows) {
        CurrencyAmount &amount = amounts[row.currency];
        amount.currency = row.currency;
        amount.amount += row.annual;
        ++amount.count;
    }
    QList<CurrencyAmount> listed;
    for (const auto &[currency, amount] : amounts) {
        listed.append(amount);
    }
    return sumWith(basis, listed);
}

/** All that a text finds; no outline when that is too much. */
Result<bool> findAll(Session &session, const OrganizationQuery &query, OrganizationOpening &opening)
{
    qint64 found = 0;
    auto read = session.forEach(
        u"organizations/list_found"_s, foundBindings(query, opening.basis), [&](const Row &row) {
            found = row.integer("found");
            if (!row.isNull("organization_id")) {
                opening.rows.append(organizationRow(row, opening.basis));
            }
        });
    if (!read) {
        return read.error();
    }
    if (found > organizationsFound) {
        opening.rows.clear();
        return false;
    }
    const auto archived = countArchived(session, query);
    if (!archived) {
        return archived.error();
    }
    opening.outline = OrganizationOutline{ {}, sumOfRows(opening.rows, opening.basis), *archived };
    return true;
}

} // namespace

LoadOrganizations::LoadOrganizations(Database &database)
    : m_database(database)
{ }

QFuture<Result<OrganizationOpening>> LoadOrganizations::open(
    const OrganizationQuery &query, const concurrency::Cancellation &cancellation) const
{
    return m_database.run<OrganizationOpening>(
        Lane::Rows, [query](Session &session) { return readOpening(session, query); }, cancellation);
}

QFuture<Result<OrganizationOutline>> LoadOrganizations::outline(const OrganizationQuery &query,
    const OrganizationBasis &basis, const concurrency::Cancellation &cancellation) const
{
    return m_database.run<OrganizationOutline>(
        Lane::Background, [query, basis](Session &session) { return readOutline(session, query, basis); },
        cancellation);
}

QFuture<Result<LoadOrganizations::Rows>> LoadOrganizations::page(
    const OrganizationQuery &query, const OrganizationBasis &basis, const OrganizationSlice &slice) const
{
    return m_database.run<Rows>(Lane::Rows,
        [query, basis, slice](Session &session) { return readPage(session, query, basis, slice); });
}

QFuture<Result<LoadOrganizations::Rows>> LoadOrganizations::rows(
    const QStringList &ids, const OrganizationBasis &basis) const
{
    return m_database.run<Rows>(
        Lane::Rows, [ids, basis](Session &session) { return readRows(session, ids, basis); });
}

QFuture<Result<ConvertedSum>> LoadOrganizations::sum(const QStringList &ids, const OrganizationBasis &basis,
    const concurrency::Cancellation &cancellation) const
{
    return m_database.run<ConvertedSum>(
        Lane::Background, [ids, basis](Session &session) { return readSum(session, ids, basis); },
        cancellation);
}

void LoadOrganizations::cancel(const concurrency::Cancellation &cancellation) const
{
    m_database.cancel(cancellation);
}

Result<OrganizationOpening> LoadOrganizations::readOpening(Session &session, const OrganizationQuery &query)
{
    auto basis = readListBasis(session);
    if (!basis) {
        return basis.error();
    }
    OrganizationOpening opening;
    opening.basis = std::move(basis).value();
    if (!query.text.trimmed().isEmpty()) {
        const auto all = findAll(session, query, opening);
        if (!all) {
            return all.error();
        }
        if (*all) {
            return opening;
        }
    }
    auto rows = readPage(session, query, opening.basis, { {}, {}, 0, organizationPageRows });
    if (!rows) {
        return rows.error();
    }
    opening.rows = std::move(rows).value();
    return opening;
}

Result<OrganizationOutline> LoadOrganizations::readOutline(
    Session &session, const OrganizationQuery &query, const OrganizationBasis &basis)
{
    // Count and anchors of one moment.
    const postgres::Transaction moment(session, postgres::Transaction::Mode::RepeatableReadOnly);
    if (!moment.begun()) {
        return moment.begun().error();
    }
    OrganizationOutline outline;
    auto sum = readAmounts(session, u"organizations/sum_organizations"_s, filterBindings(query), basis);
    if (!sum) {
        return sum.error();
    }
    outline.sum = std::move(sum).value();
    auto anchors = session.forEach(
        statement("list_anchors"_L1, query), anchorBindings(query, basis), [&](const Row &row) {
            outline.anchors.append(
                { row.text("sort_text"), row.integer("sort_number"), row.text("organization_id") });
        });
    if (!anchors) {
        return anchors.error();
    }
    const auto archived = countArchived(session, query);
    if (!archived) {
        return archived.error();
    }
    outline.archivedHidden = *archived;
    return outline;
}

Result<LoadOrganizations::Rows> LoadOrganizations::readPage(Session &session, const OrganizationQuery &query,
    const OrganizationBasis &basis, const OrganizationSlice &slice)
{
    return readList(session, statement("list_page"_L1, query), pageBindings(query, basis, slice), basis);
}

Result<LoadOrganizations::Rows> LoadOrganizations::readRows(
    Session &session, const QStringList &ids, const OrganizationBasis &basis)
{
    return readList(session, u"organizations/list_organizations"_s, { { u":ids"_s, ids } }, basis);
}

Result<ConvertedSum> LoadOrganizations::readSum(
    Session &session, const QStringList &ids, const OrganizationBasis &basis)
{
    return readAmounts(session, u"organizations/sum_selected"_s, { { u":ids"_s, ids } }, basis);
}

} // namespace billhook::billing

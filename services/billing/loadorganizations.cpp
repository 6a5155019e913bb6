#include "services/billing/loadorganizations.h"

#include "services/billing/dashboardbasis.h"
#include "services/billing/database.h"
#include "services/postgres/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>
#include <vector>

namespace billhook::billing {

namespace {

using postgres::Bindings;
using postgres::Row;
using postgres::Session;

QString sortName(OrganizationSort sort)
{
    switch (sort) {
    case OrganizationSort::Name:
        return QStringLiteral("name");
    case OrganizationSort::Status:
        return QStringLiteral("status");
    case OrganizationSort::Plan:
        return QStringLiteral("plan");
    case OrganizationSort::Mrr:
        return QStringLiteral("mrr");
    case OrganizationSort::Currency:
        return QStringLiteral("currency");
    case OrganizationSort::Members:
        return QStringLiteral("members");
    case OrganizationSort::Renewal:
        return QStringLiteral("renewal");
    }
    return QStringLiteral("name");
}

/** The text as a pattern of ILIKE, its own wildcards taken literally. */
QString likePattern(const QString &text)
{
    if (text.isEmpty()) {
        return {};
    }
    QString pattern = text;
    pattern.replace(QLatin1Char('\\'), QStringLiteral("\\\\"));
    pattern.replace(QLatin1Char('%'), QStringLiteral("\\%"));
    pattern.replace(QLatin1Char('_'), QStringLiteral("\\_"));
    return QLatin1Char('%') + pattern + QLatin1Char('%');
}

/** A null string would be bound as NULL, which equals nothing. */
QString present(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

Bindings filterBindings(const OrganizationQuery &query)
{
    const QString text = query.text.trimmed();
    return { { QStringLiteral(":archived"), query.archived },
        { QStringLiteral(":pattern"), present(likePattern(text)) },
        { QStringLiteral(":exact"), present(text) } };
}

QString factorsJson(const Converter &converter, const QStringList &currencies, QDate day)
{
    QJsonArray factors;
    for (const QString &currency : currencies) {
        if (const auto factor = converter.factor(currency, day)) {
            factors.append(QJsonObject{
                { QStringLiteral("currency"), currency }, { QStringLiteral("factor"), *factor } });
        }
    }
    return QString::fromUtf8(QJsonDocument(factors).toJson(QJsonDocument::Compact));
}

struct Ordered
{
    Basis basis;
    ConvertedSum sum;
    Bindings bindings; ///< filter, factors and sort
};

/** Sums of the filter, and with their currencies the factors that order by MRR. */
domain::Result<Ordered> readOrdered(Session &session, const OrganizationQuery &query)
{
    const auto basis = readBasis(session);
    if (!basis) {
        return basis.error();
    }
    Bindings bindings = filterBindings(query);
    const auto amounts = session.all<CurrencyAmount>(
        QStringLiteral("organizations/sum_organizations"), bindings, [](const Row &row) {
            return CurrencyAmount{ row.text("currency"), row.integer("annual"), row.integer("count") };
        });
    if (!amounts) {
        return amounts.error();
    }
    QStringList currencies;
    qint64 unbilled = 0;
    QList<CurrencyAmount> billed;
    for (const CurrencyAmount &amount : *amounts) {
        if (amount.currency.isEmpty()) {
            unbilled += amount.count;
            continue;
        }
        currencies.append(amount.currency);
        billed.append(amount);
    }
    const auto converter = readRates(session, *basis, currencies, basis->today, basis->today.addDays(1));
    if (!converter) {
        return converter.error();
    }
    Ordered ordered{ *basis, sumOf(*converter, basis->today, billed), std::move(bindings) };
    ordered.sum.count += unbilled;
    ordered.bindings.emplace_back(
        QStringLiteral(":factors"), factorsJson(*converter, currencies, ordered.basis.today));
    ordered.bindings.emplace_back(QStringLiteral(":sort"), sortName(query.sort));
    return ordered;
}

OrganizationRow organizationRow(const Row &row)
{
    OrganizationRow organization;
    organization.id = row.text("organization_id");
    organization.name = row.text("name");
    organization.status = row.text("status");
    organization.plan = row.text("plan");
    organization.quantity = row.isNull("quantity") ? std::nullopt : std::optional(row.integer("quantity"));
    organization.currency = row.text("currency");
    organization.annual = row.integer("annual_amount");
    organization.reportingAnnual
        = row.isNull("base_annual") ? std::nullopt : std::optional(row.integer("base_annual"));
    organization.members = row.integer("members");
    organization.nextRenewal = row.isNull("next_renewal") ? QDateTime() : row.instant("next_renewal");
    organization.customerId = row.text("customer_id");
    organization.archived = row.boolean("archived");
    return organization;
}

QString statement(const char *what, bool descending)
{
    return QStringLiteral("organizations/") + QLatin1String(what)
        + (descending ? QStringLiteral("_descending") : QStringLiteral("_ascending"));
}

} // namespace

LoadOrganizations::LoadOrganizations(Database &database)
    : m_database(database)
{ }

QFuture<domain::Result<OrganizationOutline>> LoadOrganizations::outline(const OrganizationQuery &query) const
{
    return m_database.run<OrganizationOutline>(
        Lane::Background, [query](Session &session) { return readOutline(session, query); });
}

QFuture<domain::Result<QList<OrganizationRow>>> LoadOrganizations::page(
    const OrganizationQuery &query, const OrganizationAnchor &anchor) const
{
    return m_database.run<QList<OrganizationRow>>(
        Lane::Screen, [query, anchor](Session &session) { return readPage(session, query, anchor); });
}

domain::Result<OrganizationOutline> LoadOrganizations::readOutline(
    Session &session, const OrganizationQuery &query)
{
    auto ordered = readOrdered(session, query);
    if (!ordered) {
        return ordered.error();
    }
    OrganizationOutline outline;
    outline.query = query;
    outline.sum = ordered->sum;
    outline.zone = ordered->basis.zone;
    ordered->bindings.emplace_back(QStringLiteral(":page"), organizationPageRows);
    auto anchors = session.all<OrganizationAnchor>(
        statement("list_anchors", query.descending), ordered->bindings, [](const Row &row) {
            return OrganizationAnchor{ row.text("sort_text"), row.integer("sort_number"),
                row.text("organization_id") };
        });
    if (!anchors) {
        return anchors.error();
    }
    outline.anchors = { anchors->cbegin(), anchors->cend() };
    auto counted = session.forEach(QStringLiteral("organizations/count_organizations"), {},
        [&](const Row &row) { outline.archivedHidden = query.archived ? 0 : row.integer("archived"); });
    if (!counted) {
        return counted.error();
    }
    return outline;
}

domain::Result<QList<OrganizationRow>> LoadOrganizations::readPage(
    Session &session, const OrganizationQuery &query, const OrganizationAnchor &anchor)
{
    auto ordered = readOrdered(session, query);
    if (!ordered) {
        return ordered.error();
    }
    Bindings &bindings = ordered->bindings;
    bindings.emplace_back(QStringLiteral(":from_text"), present(anchor.text));
    bindings.emplace_back(QStringLiteral(":from_number"), anchor.number);
    bindings.emplace_back(QStringLiteral(":from_id"), anchor.id);
    bindings.emplace_back(QStringLiteral(":limit"), organizationPageRows);
    auto rows
        = session.all<OrganizationRow>(statement("list_page", query.descending), bindings, organizationRow);
    if (!rows) {
        return rows.error();
    }
    return QList<OrganizationRow>(rows->cbegin(), rows->cend());
}

} // namespace billhook::billing

#include "services/billing/planstore.h"

#include "services/postgres/session.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace billhook::billing {

using domain::Error;
using domain::ErrorKind;
using domain::Plan;
using domain::PlanPrice;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

std::optional<std::int64_t> optionalInteger(const postgres::Row &row, const char *column)
{
    return row.isNull(column) ? std::nullopt : std::optional<std::int64_t>(row.integer(column));
}

Plan planOf(const postgres::Row &row)
{
    Plan plan;
    plan.id = row.text("id").toStdString();
    plan.stripeProductId = row.text("stripe_product_id").toStdString();
    plan.version = row.integer("version");
    domain::PlanTerms &terms = plan.terms;
    terms.name = row.text("name").toStdString();
    terms.slug = row.text("slug").toStdString();
    terms.description = row.text("description").toStdString();
    terms.maxUsers = optionalInteger(row, "max_users");
    terms.maxProjects = optionalInteger(row, "max_projects");
    terms.limitsPerUnit = row.boolean("limits_per_unit");
    const QJsonArray features = QJsonDocument::fromJson(row.text("features").toUtf8()).array();
    for (const auto &feature : features) {
        terms.features.push_back(feature.toString().toStdString());
    }
    if (!row.isNull("trial_period_days")) {
        terms.trialPeriodDays = static_cast<int>(row.integer("trial_period_days"));
    }
    terms.isActive = row.boolean("is_active");
    return plan;
}

std::optional<PlanPrice> priceOf(const postgres::Row &row)
{
    const auto currency = domain::Currency::fromCode(row.text("currency").toStdString());
    if (!currency) {
        return {};
    }
    return PlanPrice{ row.text("id").toStdString(), row.text("stripe_price_id").toStdString(),
        domain::Money(row.integer("amount"), *currency), row.text("interval").toStdString(),
        static_cast<int>(row.integer("interval_count")), row.boolean("is_default"),
        row.boolean("is_active") };
}

} // namespace

PlanStore::PlanStore(postgres::Session &session)
    : m_session(session)
{ }

Result<std::vector<Plan>> PlanStore::list()
{
    return find({});
}

Result<Plan> PlanStore::read(const std::string &idOrSlug)
{
    auto plans = find(idOrSlug);
    if (!plans) {
        return plans.error();
    }
    if (idOrSlug.empty() || plans->empty()) {
        return Error{ ErrorKind::NotFound, "not_found", "There is no such plan.", {} };
    }
    return plans->front();
}

Result<std::vector<Plan>> PlanStore::find(const std::string &word)
{
    auto plans = m_session.all<Plan>(
        u"plans/list_plans"_s, { { u":word"_s, QString::fromStdString(word) } }, planOf);
    if (!plans) {
        return plans.error();
    }
    for (Plan &plan : *plans) {
        auto listed = m_session.forEach(u"plans/list_prices"_s,
            { { u":plan"_s, QString::fromStdString(plan.id) } }, [&plan](const postgres::Row &row) {
                if (auto price = priceOf(row)) {
                    plan.terms.prices.push_back(*std::move(price));
                }
            });
        if (!listed) {
            return listed.error();
        }
    }
    return plans;
}

} // namespace billhook::billing

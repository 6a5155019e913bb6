#include "services/billing/planstore.h"

#include "models/domain/recurring.h"
#include "services/postgres/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

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

std::optional<PlanPrice> priceOf(const QJsonObject &json)
{
    const auto text
        = [&json](const char *name) { return json[QLatin1StringView(name)].toString().toStdString(); };
    const auto currency = domain::Currency::fromCode(text("currency"));
    if (!currency) {
        return {};
    }
    return PlanPrice{ text("id"), text("stripe_price_id"),
        domain::Money(json["amount"_L1].toInteger(), *currency), text("interval"),
        json["interval_count"_L1].toInt(), json["is_default"_L1].toBool(), json["is_active"_L1].toBool() };
}

QJsonArray arrayOf(const postgres::Row &row, const char *column)
{
    return QJsonDocument::fromJson(row.text(column).toUtf8()).array();
}

domain::PlanTerms termsOf(const postgres::Row &row)
{
    domain::PlanTerms terms;
    terms.name = row.text("name").toStdString();
    terms.slug = row.text("slug").toStdString();
    terms.description = row.text("description").toStdString();
    terms.maxUsers = optionalInteger(row, "max_users");
    terms.maxProjects = optionalInteger(row, "max_projects");
    terms.limitsPerUnit = row.boolean("limits_per_unit");
    for (const auto &feature : arrayOf(row, "features")) {
        terms.features.push_back(feature.toString().toStdString());
    }
    if (!row.isNull("trial_period_days")) {
        terms.trialPeriodDays = static_cast<int>(row.integer("trial_period_days"));
    }
    terms.isActive = row.boolean("is_active");
    for (const auto &price : arrayOf(row, "prices")) {
        if (auto read = priceOf(price.toObject())) {
            terms.prices.push_back(*std::move(read));
        }
    }
    return terms;
}

Plan planOf(const postgres::Row &row)
{
    return { row.text("id").toStdString(), row.text("stripe_product_id").toStdString(), termsOf(row),
        row.integer("version"), row.instant("created_at"), row.instant("updated_at") };
}

} // namespace

PlanStore::PlanStore(postgres::Session &session)
    : m_session(session)
{ }

Result<std::vector<Plan>> PlanStore::list()
{
    return find({}, { .hiddenToo = true });
}

Result<std::vector<Plan>> PlanStore::page(const PlanPage &page)
{
    return find({}, page);
}

Result<std::vector<SoldPlan>> PlanStore::listSold()
{
    auto plans = list();
    if (!plans) {
        return plans.error();
    }
    auto known = figures();
    if (!known) {
        return known.error();
    }
    std::vector<SoldPlan> sold;
    sold.reserve(plans->size());
    for (Plan &plan : *plans) {
        const PlanFigures of = (*known)[plan.id];
        sold.push_back({ std::move(plan), of });
    }
    return sold;
}

Result<Plan> PlanStore::read(const std::string &idOrSlug)
{
    auto plans = find(idOrSlug, { .hiddenToo = true });
    if (!plans) {
        return plans.error();
    }
    if (idOrSlug.empty() || plans->empty()) {
        return Error{ ErrorKind::NotFound, "not_found", "There is no such plan.", {} };
    }
    return plans->front();
}

Result<std::map<std::string, PlanFigures>> PlanStore::figures(const std::string &plan)
{
    std::map<std::string, PlanFigures> figures;
    auto summed = m_session.forEach(u"plans/sum_figures"_s, { { u":plan"_s, QString::fromUtf8(plan) } },
        [&figures](const postgres::Row &row) {
            figures[row.text("plan").toStdString()]
                = { row.integer("subscribers"), domain::monthlyOf(row.integer("annual")) };
        });
    if (!summed) {
        return summed.error();
    }
    return figures;
}

Result<std::vector<Plan>> PlanStore::find(const std::string &word, const PlanPage &page)
{
    return m_session.all<Plan>(u"plans/list_plans"_s,
        { { u":word"_s, QString::fromUtf8(word) }, { u":hidden"_s, page.hiddenToo },
            { u":after"_s, QString::fromUtf8(page.after) }, { u":limit"_s, page.limit } },
        planOf);
}

} // namespace billhook::billing

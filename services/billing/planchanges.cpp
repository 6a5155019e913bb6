#include "services/billing/planchanges.h"

#include "services/billing/plansteps.h"
#include "services/postgres/session.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace billhook::billing {

using domain::Error;
using domain::ErrorKind;
using domain::Plan;
using domain::PlanPrice;
using domain::PlanTerms;
using domain::Result;
using operations::Intention;
using namespace Qt::StringLiterals;

namespace {

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

std::string newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
}

template <typename Number> QJsonValue orNull(const std::optional<Number> &value)
{
    return value ? QJsonValue(qint64{ *value }) : QJsonValue(QJsonValue::Null);
}

QJsonObject priceJson(const PlanPrice &price, std::size_t index)
{
    QJsonObject json{ { u"id"_s, text(price.id) }, { u"amount"_s, qint64{ price.amount.minor() } },
        { u"currency"_s, text(price.amount.currency().code()) }, { u"interval"_s, text(price.interval) },
        { u"interval_count"_s, price.intervalCount }, { u"is_default"_s, price.isDefault },
        { u"is_active"_s, price.isActive } };
    if (price.stripePriceId.empty()) {
        json.insert(u"of"_s, text(priceStep(index)));
    } else {
        json.insert(u"stripe_price_id"_s, text(price.stripePriceId));
    }
    return json;
}

QJsonObject termsJson(const PlanTerms &terms)
{
    QJsonArray features;
    for (const auto &feature : terms.features) {
        features.append(text(feature));
    }
    QJsonArray prices;
    for (std::size_t index = 0; index < terms.prices.size(); ++index) {
        prices.append(priceJson(terms.prices[index], index));
    }
    return { { u"name"_s, text(terms.name) }, { u"slug"_s, text(terms.slug) },
        { u"description"_s, text(terms.description) }, { u"max_users"_s, orNull(terms.maxUsers) },
        { u"max_projects"_s, orNull(terms.maxProjects) }, { u"limits_per_unit"_s, terms.limitsPerUnit },
        { u"features"_s, features }, { u"trial_period_days"_s, orNull(terms.trialPeriodDays) },
        { u"is_active"_s, terms.isActive }, { u"prices"_s, prices } };
}

Intention intentionOf(const char *kind, const Plan &plan, const PlanTerms &wanted, const Caller &caller)
{
    QJsonObject target = termsJson(wanted);
    target.insert(u"stripe_product_id"_s, text(plan.stripeProductId));
    return { QString::fromLatin1(kind), text(plan.id),
        { { u"plan"_s, target }, { u"before"_s, termsJson(plan.terms) } }, caller.actor, caller.requestId,
        stepsToChange(plan, wanted) };
}

/** Wanted prices take over the identity of those that cost the same; the others of the plan are archived. */
void settlePrices(const PlanTerms &before, PlanTerms &wanted)
{
    std::vector<PlanPrice> archived = before.prices;
    for (PlanPrice &price : wanted.prices) {
        const auto same = std::find_if(archived.begin(), archived.end(), [&price](const PlanPrice &known) {
            return price.stripePriceId.empty() ? known.costsAs(price)
                                               : known.stripePriceId == price.stripePriceId;
        });
        if (same == archived.end()) {
            price.id = newId();
            price.stripePriceId.clear();
        } else {
            price.id = same->id;
            price.stripePriceId = same->stripePriceId;
            archived.erase(same);
        }
    }
    for (PlanPrice &price : archived) {
        price.isDefault = false;
        price.isActive = false;
        wanted.prices.push_back(price);
    }
}

Result<void> checkSlug(postgres::Session &session, const Intention &change)
{
    auto taken = session.first<bool>(u"plans/find_slug"_s,
        { { u":slug"_s, change.parameters[u"plan"_s][u"slug"_s].toString() },
            { u":plan"_s, change.subject } },
        [](const postgres::Row &row) { return row.boolean("taken"); });
    if (!taken) {
        return taken.error();
    }
    if (taken->value_or(false)) {
        return Error{ ErrorKind::Conflict, "slug_taken",
            "Another plan has this slug. Nothing was changed; choose another one.", {} };
    }
    return {};
}

Result<void> checkVersion(postgres::Session &session, const Intention &change, std::int64_t version)
{
    auto present = session.first<qint64>(u"plans/read_version"_s, { { u":plan"_s, change.subject } },
        [](const postgres::Row &row) { return row.integer("version"); });
    if (!present) {
        return present.error();
    }
    if (!*present) {
        return Error{ ErrorKind::NotFound, "not_found", "There is no such plan.", {} };
    }
    if (**present != version) {
        return Error{ ErrorKind::Conflict, "stale",
            "The plan has been changed since you read it. Nothing was changed; look at it again.", {} };
    }
    return {};
}

} // namespace

Result<Intention> createPlan(PlanTerms terms, const Caller &caller)
{
    if (auto good = domain::checkTerms(terms); !good) {
        return good.error();
    }
    for (PlanPrice &price : terms.prices) {
        price.id = newId();
        price.stripePriceId.clear();
    }
    return Intention{ u"create_plan"_s, text(newId()), { { u"plan"_s, termsJson(terms) } }, caller.actor,
        caller.requestId, stepsToCreate(terms) };
}

Result<Intention> updatePlan(const Plan &plan, PlanTerms wanted, const Caller &caller)
{
    if (auto good = domain::checkTerms(wanted); !good) {
        return good.error();
    }
    settlePrices(plan.terms, wanted);
    return intentionOf("update_plan", plan, wanted, caller);
}

Result<Intention> adoptPlan(const Plan &found, PlanTerms wanted, const Caller &caller)
{
    Plan plan = found;
    plan.id = newId();
    for (PlanPrice &price : plan.terms.prices) {
        price.id = newId();
    }
    settlePrices(plan.terms, wanted);
    if (auto good = domain::checkTerms(wanted); !good) {
        return good.error();
    }
    auto adoption = intentionOf("link_plan", plan, wanted, caller);
    adoption.parameters.remove(u"before"_s);
    adoption.steps = stepsToAdopt(plan, wanted);
    return adoption;
}

Intention archivePlan(const Plan &plan, const Caller &caller)
{
    PlanTerms hidden = plan.terms;
    hidden.isActive = false;
    return intentionOf("archive_plan", plan, hidden, caller);
}

Result<QUuid> beginPlanChange(postgres::Session &session, const Intention &change,
    std::optional<std::int64_t> version, const std::optional<operations::ExecutorClaim> &claim)
{
    postgres::Transaction transaction(session);
    auto id = keepPlanChange(session, change, version, claim);
    if (!id) {
        return id;
    }
    if (auto committed = transaction.commit(); !committed) {
        return committed.error();
    }
    return id;
}

Result<QUuid> keepPlanChange(postgres::Session &session, const Intention &change,
    std::optional<std::int64_t> version, const std::optional<operations::ExecutorClaim> &claim)
{
    if (auto free = checkSlug(session, change); !free) {
        return free.error();
    }
    auto id = operations::OperationStore(session).begin(change, claim);
    if (!id) {
        return id.error();
    }
    // Only now: whoever changes the same plan has either committed before or was refused by begin().
    if (version) {
        if (auto fresh = checkVersion(session, change, *version); !fresh) {
            return fresh.error();
        }
    }
    return *id;
}

} // namespace billhook::billing

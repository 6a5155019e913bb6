#pragma once

#include "models/domain/plan.h"
#include "models/domain/result.h"
#include "services/operations/operationstore.h"

#include <QString>
#include <QUuid>

#include <optional>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

/** On whose behalf something is changed. */
struct Caller
{
    QString actor; ///< person:<login>, token:<id>, program:<name>
    QString requestId{};
};

/** What making this plan takes. Prices need no ids yet. InvalidInput for terms that no plan can have. */
domain::Result<operations::Intention> createPlan(domain::PlanTerms terms, const Caller &caller);

/**
 * What turning the plan into these terms takes: a price that costs as one the plan has is that one, another
 * is made anew, and those that are not wanted any more are archived. Present subscribers stay on theirs.
 */
domain::Result<operations::Intention> updatePlan(
    const domain::Plan &plan, domain::PlanTerms wanted, const Caller &caller);

/** What taking over a product that Stripe has takes, so that it becomes a plan of these terms. `found` has no
 * id yet. */
domain::Result<operations::Intention> adoptPlan(
    const domain::Plan &found, domain::PlanTerms wanted, const Caller &caller);

/** Hides the plan and archives its product; subscribers stay. */
operations::Intention archivePlan(const domain::Plan &plan, const Caller &caller);

/**
 * Keeps a change of a plan with all its calls. Conflict: `slug_taken`, `operation_under_way`, or `stale`
 * where the plan is not of that version any more. The session has prepared the areas "operations" and
 * "plans".
 */
domain::Result<QUuid> beginPlanChange(postgres::Session &session, const operations::Intention &change,
    std::optional<std::int64_t> version, const std::optional<operations::ExecutorClaim> &claim);

/** The same within a transaction of the caller's, who undoes it all where this fails. */
domain::Result<QUuid> keepPlanChange(postgres::Session &session, const operations::Intention &change,
    std::optional<std::int64_t> version, const std::optional<operations::ExecutorClaim> &claim);

} // namespace billhook::billing

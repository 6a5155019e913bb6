#pragma once

#include "models/domain/result.h"
#include "services/operations/operation.h"

#include <QJsonObject>
#include <QJsonValue>

#include <cstdint>
#include <string>
#include <vector>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

/** One field of a plan before and after a change; `from` is null for a plan that is to be made. */
struct PlanDifference
{
    QString field; ///< as in the plan's JSON; `prices` are the active ones
    QJsonValue from;
    QJsonValue to;
};

/** What a change of a plan comes to, before anything is sent or kept. */
struct PlanPreview
{
    std::vector<PlanDifference> changes;
    std::vector<operations::PlannedCall> calls;
    std::int64_t affectedSubscriptions = 0; ///< on prices that go, or under limits that change
    std::string currency; ///< of what follows: the default price's
    std::int64_t mrrKeep = 0; ///< change of MRR, minor units, while present subscribers keep their prices
    std::int64_t mrrMigrate = 0; ///< the same if all of them moved to the price in its place
    std::vector<std::string> warnings; ///< sentences for people
};

/** The dry run of what createPlan(), updatePlan(), archivePlan() or linkPlan() gave. Reads only; the session
 * has prepared the area "plans". */
domain::Result<PlanPreview> previewPlanChange(
    postgres::Session &session, const operations::Intention &change);

/** Whether anything is different afterwards, at Stripe or here. */
bool changesAnything(const operations::Intention &change);

/** `{changes, calls, affected_subscriptions, mrr_effect: {keep, migrate}, warnings}` */
QJsonObject previewJson(const PlanPreview &preview);

} // namespace billhook::billing

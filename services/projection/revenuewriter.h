#pragma once

#include "models/analytics/movements.h"
#include "models/domain/result.h"
#include "services/projection/countersteps.h"
#include "services/projection/revisions.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::projection {

/** The revisions of one subscription as they should stand. */
struct SubscriptionRevisions
{
    std::string customerId;
    std::span<const Revision> revisions; ///< by eff; must outlive the write
};

/**
 * Brings subscription_revision, mrr_movement, the rollups and the counters to what histories say: rows that
 * differ are closed and appended, never changed. Called inside the caller's transaction, under the locks of
 * the customers.
 */
class RevenueWriter final
{
public:
    RevenueWriter(postgres::Pipeline &pipeline, std::string known);

    /** By subscription id. Adds to `steps` what changes; the customers whose revenue changed. */
    domain::Result<std::set<std::string>> write(
        const std::map<std::string, SubscriptionRevisions> &subscriptions, CounterSteps &steps);

    domain::Result<void> writeCounters(const CounterSteps &steps);

private:
    domain::Result<void> writeMovements(
        const std::map<std::string, std::vector<analytics::RevisionPoint>> &points, CounterSteps &steps);

    postgres::Pipeline &m_pipeline;
    std::string m_known;
};

} // namespace billhook::projection

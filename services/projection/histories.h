#pragma once

#include "models/analytics/profile.h"
#include "models/domain/result.h"
#include "services/projection/concern.h"
#include "services/projection/customerdiscount.h"
#include "services/projection/evidence.h"
#include "services/projection/revisions.h"

#include <map>
#include <string>

namespace billhook::projection {

/** The fifth stage: what the evidence adds up to. */
struct Histories
{
    Timelines timelines; ///< of every object with evidence of its own; they point into it
    std::map<std::string, SubscriptionHistory> subscriptions; ///< by id
};

/** Reads the terms that subscriptions refer to; writes nothing. `evidence` must outlive the histories. */
domain::Result<Histories> foldHistories(postgres::Pipeline &pipeline, const Evidence &evidence,
    const Concern &concern, analytics::Profile profile);

} // namespace billhook::projection

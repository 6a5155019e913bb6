#pragma once

#include "models/domain/result.h"
#include "services/projection/evidence.h"

#include <map>
#include <string>

namespace billhook::projection {

/** The fourth stage: what else the batch concerns because of what is new. */
struct Concern
{
    Ids subscriptions; ///< whose terms changed without new evidence of their own
    Ids customers; ///< of subscriptions that waited for what is known now
    std::map<std::string, Keys> discounting; ///< customer -> objects that tell about a discount of its own
    Ids cardOwners; ///< of cards that have new evidence: whoever it says they belong or belonged to
};

/** Adds everything known about what is concerned to `evidence.facts`. */
domain::Result<Concern> findConcern(postgres::Pipeline &pipeline, Evidence &evidence);

} // namespace billhook::projection

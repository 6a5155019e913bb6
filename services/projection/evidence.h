#pragma once

#include "models/analytics/timeline.h"
#include "models/domain/result.h"
#include "services/projection/batch.h"
#include "services/projection/factstore.h"
#include "services/projection/memory.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace billhook::projection {

/** The third stage: what the batch is about, as it is known with the batch, and what of it is new. */
struct Evidence
{
    struct Counts
    {
        std::size_t facts = 0;
        std::size_t observations = 0;
    };

    FactMap facts;
    NewFacts fresh;
    Keys touched; ///< objects with new evidence
    std::map<domain::ObjectKey, Counts> stored; ///< of what was touched: how much of it was stored before
    std::map<domain::ObjectKind, Ids> referred; ///< objects that the mirror has at least stubs of
    std::map<std::string, Keys> discounting; ///< customer -> objects that tell about a discount of its own
    std::map<std::string, std::string> paymentIntents; ///< invoice -> its payment intent, where told

    Ids touchedOf(domain::ObjectKind kind) const;
    const std::string &customerOf(const std::string &subscription) const;

    /** The history of an object that was touched, as it was without what is new. Points into `facts`. */
    std::vector<analytics::TimelineEntry> before(const domain::ObjectKey &key) const;
};

enum class Refold
{
    No,
    Yes ///< what the events are about is touched even where nothing is new
};

/** Called under the batch's locks. */
domain::Result<Evidence> gatherEvidence(
    postgres::Pipeline &pipeline, Memory &memory, const Batch &batch, Refold refold);

} // namespace billhook::projection

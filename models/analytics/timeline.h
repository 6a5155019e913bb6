#pragma once

#include "models/domain/fact.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace billhook::analytics {

/** How the state of an entry is known. */
enum class Quality : std::int16_t
{
    Exact, ///< follows from the events
    Inferred, ///< follows only if previous values are believed for the fields they list
    Observed, ///< decided or supplied by a read from Stripe
    Hint, ///< the latest period or attempt among the candidates: worth a fetch
    Ambiguous, ///< the events cannot tell; decided by id, deterministic: worth a fetch
    Assumed, ///< dated by the object's own `created`, without a *.created event
};

/** What an object was from `eff` until the next entry's `eff`. */
struct TimelineEntry
{
    std::int64_t eff = 0; ///< UTC seconds; strictly ascending within a timeline
    const domain::State *state = nullptr; ///< points into the arguments of timeline(); never null
    Quality quality = Quality::Exact;
    std::string eventId; ///< the deciding event or observation
    bool deleted = false; ///< a *.deleted event is behind this entry
    bool gap = false; ///< previous values do not match the state before: an event may be missing
    bool assumed = false; ///< the beginning was reconstructed, whatever `quality` says about the state
};

/**
 * The history of one object from everything known about it: a pure function of the two sets, so order and
 * repetition of the arguments do not matter. All facts and observations must be of the same object.
 * Empty only when both sets are. The entries point into the arguments, which must outlive them.
 */
std::vector<TimelineEntry> timeline(
    std::span<const domain::Fact> facts, std::span<const domain::Observation> observations);

/** How much a quality asks for attention: 0 for Exact, more the less sure. */
int severity(Quality quality);

/** Whether a re-fetch of the object could improve what this, its last, entry says. */
bool wantsObservation(const TimelineEntry &head);

} // namespace billhook::analytics

#pragma once

#include "models/analytics/timeline.h"
#include "models/domain/fact.h"

#include <cstdint>
#include <optional>
#include <span>

namespace billhook::analytics {

/** What of an object's timeline decides whether one more fact can be added to it without folding everything
 * again. */
struct TimelineHead
{
    TimelineEntry entry; ///< the last one
    domain::Phase phase = domain::Phase::Birth; ///< of the facts behind it
    std::int64_t latestFact = 0; ///< the greatest `created` of all facts, UTC seconds
    bool hasOneState = true; ///< all facts of its phase and second agree on the state after them
    bool hasObservations = false; ///< of the object, at any time
};

/** The head of `entries`, which must be timeline(facts, observations); nothing without facts. */
std::optional<TimelineHead> headOf(std::span<const domain::Fact> facts,
    std::span<const domain::Observation> observations, std::span<const TimelineEntry> entries);

/**
 * Whether folding everything with `fact` would leave all entries as they are and at most append
 * appendedEntry(). The fact must not be among those folded.
 */
bool canAppend(const TimelineHead &head, const domain::Fact &fact);

/**
 * The entry that `fact` appends where canAppend(); nothing if the state stays the same. Points into `fact`.
 */
std::optional<TimelineEntry> appendedEntry(const TimelineHead &head, const domain::Fact &fact);

} // namespace billhook::analytics

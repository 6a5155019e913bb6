#pragma once

#include "models/analytics/orders.h"
#include "models/analytics/pick.h"
#include "models/analytics/stateindex.h"
#include "models/domain/fact.h"

#include <cstdint>
#include <span>
#include <vector>

namespace billhook::analytics {

/** The facts of one phase and second. */
struct Bucket
{
    domain::Phase phase = domain::Phase::Living;
    std::int64_t time = 0; ///< UTC seconds
    std::vector<Event> events; ///< without twins
    std::vector<Event> starts; ///< startsOf(events)
};

/** The facts, each event id once, by phase and then by time. Does not depend on their order. */
std::vector<const domain::Fact *> distinctFacts(std::span<const domain::Fact> facts);

/** `facts` as distinctFacts() returns them. */
std::vector<Bucket> bucketsOf(const std::vector<const domain::Fact *> &facts, StateIndex &states);

/** The observations, oldest first. Does not depend on their order. */
std::vector<Sighting> sightingsOf(std::span<const domain::Observation> observations, StateIndex &states);

} // namespace billhook::analytics

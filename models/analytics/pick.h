#pragma once

#include "models/analytics/orders.h"
#include "models/analytics/timeline.h"

#include <cstdint>
#include <span>

namespace billhook::analytics {

/** An observation with its state numbered. */
struct Sighting
{
    const domain::Observation *observation = nullptr;
    StateId state = unknownState;
};

/** One second of one phase, and what is known around it. */
struct Second
{
    std::int64_t time = 0; ///< UTC seconds
    std::span<const Event> events; ///< without twins, not empty
    StateId anchor = unknownState; ///< the state before
    bool isAnchorSure = true; ///< the state before was not itself a guess
    std::span<const Event> next; ///< what the following second can begin with
    std::span<const Sighting> sightings; ///< reads from Stripe between this second and the next, oldest first
};

/** The event whose state the object had when the second was over. */
struct Pick
{
    Event event;
    Quality quality = Quality::Exact;
    bool contradictsAnchor = false; ///< no order of the events begins at the state before
};

Pick pick(const Second &second, const StateIndex &states);

} // namespace billhook::analytics

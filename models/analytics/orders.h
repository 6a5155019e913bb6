#pragma once

#include "models/analytics/stateindex.h"
#include "models/domain/fact.h"

#include <span>
#include <vector>

namespace billhook::analytics {

/** A fact with its states numbered. */
struct Event
{
    const domain::Fact *fact = nullptr;
    StateId pre = unknownState;
    StateId post = unknownState;
};

/** How far previous values are believed. */
enum class Strictness
{
    Strict, ///< they are complete, and a witness changes nothing
    Mid, ///< they are complete, but a witness may carry a change
    Loose, ///< they are right for the fields they list
};

/** What is asked of an order of events. */
struct Boundary
{
    Strictness strictness = Strictness::Strict;
    StateId anchor = unknownState; ///< what stood before; unknown asks nothing
    std::span<const Event> next; ///< one of these must be able to follow; empty asks nothing
};

/** Whether `event` can have happened to an object in state `before`; items are compared without their
 * periods. */
bool canFollow(StateId before, const Event &event, Strictness strictness, const StateIndex &states);

/** Of events that share a type, a change and a request only the one with the least id. Sorted. */
std::vector<Event> collapseTwins(std::vector<Event> events);

/** The events of a second that can have been its first; empty when that cannot be told. The bucket has no
 * twins. */
std::vector<Event> startsOf(std::span<const Event> bucket, const StateIndex &states);

/** The events that end at least one possible order of the whole bucket, which has no twins. */
std::vector<Event> lastEvents(
    std::span<const Event> bucket, const Boundary &boundary, const StateIndex &states);

} // namespace billhook::analytics

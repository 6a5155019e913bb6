#pragma once

#include "models/domain/fact.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace billhook::support {

/** What the generated updates say about the state before them. */
enum class PreviousValues
{
    Complete, ///< every changed field
    Partial, ///< some changed fields
    Absent, ///< nothing
    Mixed, ///< each of these, event by event
};

/** How often changes share a second. */
enum class Pace
{
    Realistic,
    Adversarial
};

struct LifecycleOptions
{
    PreviousValues previous = PreviousValues::Complete;
    Pace pace = Pace::Realistic;
};

/** What the object is from `time` on, by Stripe's own unskewed clock (UTC seconds). */
struct TrueState
{
    std::int64_t time = 0;
    domain::State state;
};

struct TrueRevision
{
    std::int64_t eff = 0; ///< UTC seconds
    domain::State state;

    bool operator==(const TrueRevision &) const = default;
};

/** Everything that happened to one subscription, and what must be derived from it. */
struct SubscriptionHistory
{
    std::string id;
    std::vector<domain::Fact> facts; ///< as they happened, each twin after its event
    std::vector<TrueState> states; ///< as they happened
    std::vector<TrueRevision> revisions; ///< of the whole, complete set of facts
};

/** One customer with one or two subscriptions, which may hand over to each other within one second. */
struct Lifecycle
{
    std::string customerId;
    std::vector<SubscriptionHistory> subscriptions;
};

/** The same for the same seed and options. Ids do not sort as things happened. */
Lifecycle makeLifecycle(std::uint64_t seed, const LifecycleOptions &options);

/** What a read from Stripe at `time` would have returned; `time` is not before the object's creation. */
domain::Observation observationAt(
    const SubscriptionHistory &history, std::int64_t time, const std::string &id);

/** Minor units a year that a generated state contributes; nothing for a status that nobody knows. */
std::optional<std::int64_t> annualOf(const domain::State &state);

} // namespace billhook::support

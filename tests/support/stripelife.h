#pragma once

#include "tests/support/lifecycle.h"

#include <cstdint>
#include <string>
#include <vector>

namespace billhook::support {

/** An event as Stripe would send it. */
struct SentEvent
{
    std::string id;
    std::string payload; ///< JSON
    std::int64_t happened = 0; ///< UTC seconds by Stripe's own unskewed clock
};

/**
 * Everything Stripe sends about one subscription: plan changes, items added and removed, discounts, trials,
 * renewals, its end; chains and flips within a second, twins, both API shapes side by side. Ids do not sort
 * as things happened. The same for the same seed and options.
 */
std::vector<SentEvent> makeStripeLife(std::uint64_t seed, const LifecycleOptions &options);

} // namespace billhook::support

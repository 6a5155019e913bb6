#pragma once

#include <cstdint>

namespace billhook::analytics {

/** A named policy of what counts as recurring revenue; printed with every number. */
enum class Profile : std::int16_t
{
    StripeDefault, ///< "stripe-default": discounts that last forever are subtracted, others are not
    Net, ///< "net": every discount is subtracted while it runs
};

} // namespace billhook::analytics

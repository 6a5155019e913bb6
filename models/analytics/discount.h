#pragma once

#include "models/analytics/profile.h"
#include "models/analytics/rational.h"
#include "models/domain/subscriptionterms.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace billhook::analytics {

/** What a discount is applied to. */
struct DiscountScope
{
    Profile profile = Profile::StripeDefault;
    std::int64_t at = 0; ///< UTC seconds; decides in Profile::Net whether a discount runs
    std::string_view currency; ///< of the amounts, lower case
    Rational periodsPerYear; ///< of the billing interval an amount_off is given for
};

/**
 * Subtracts one discount from annual amounts in minor units, which are in order of item id. An amount_off is
 * shared by amount (largest remainder, ties to the earlier), so that the shares sum to it exactly; no amount
 * falls below 0. Amounts of 0 stay 0 whatever the discount is; others lose their value when the discount is
 * not known.
 */
void applyDiscount(
    const domain::DiscountTerms &discount, const DiscountScope &scope, std::span<Rational> amounts);

} // namespace billhook::analytics

#pragma once

#include "models/domain/fact.h"
#include "models/domain/subscriptionterms.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace billhook::stripe {

/** What a discount grants from a second on. */
struct DiscountPhase
{
    std::int64_t from = 0; ///< UTC seconds
    domain::State state; ///< coupon, start and end
    std::string eventId; ///< what told it

    bool operator==(const DiscountPhase &) const = default;
};

/** What is known about the objects a subscription refers to by id: normalized states by Stripe id. */
struct KnownTerms
{
    std::map<std::string, domain::State, std::less<>> prices;
    std::map<std::string, domain::State, std::less<>> coupons;
    std::map<std::string, std::vector<DiscountPhase>, std::less<>>
        discounts; ///< ascending, not empty; the first holds before, too
};

struct TermsReading
{
    domain::SubscriptionTerms terms;
    std::set<domain::ObjectKey> waits; ///< what would have to be known for an exact amount
};

/** The ids a subscription's state refers to without their terms: discounts, and prices that came without
 * amounts. */
std::vector<std::string> referredDiscounts(const domain::State &subscription);
std::vector<std::string> referredPrices(const domain::State &subscription);

/**
 * A subscription's normalized state, priced as of `at` (UTC seconds). `customerDiscount` is the id of the
 * discount its customer had at that time; it counts where the subscription has none of its own.
 */
TermsReading readTerms(const std::string &subscriptionId, const domain::State &state, const KnownTerms &known,
    std::int64_t at, const std::optional<std::string> &customerDiscount);

} // namespace billhook::stripe

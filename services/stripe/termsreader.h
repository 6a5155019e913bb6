#pragma once

#include "models/domain/fact.h"
#include "models/domain/subscriptionterms.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace billhook::stripe {

/** What is known about the objects a subscription refers to by id: normalized states by Stripe id. */
struct KnownTerms
{
    std::map<std::string, domain::State, std::less<>> prices;
    std::map<std::string, domain::State, std::less<>> coupons;
    std::map<std::string, domain::State, std::less<>> discounts;
};

struct TermsReading
{
    domain::SubscriptionTerms terms;
    std::vector<std::string>
        waits; ///< ids that would have to be known for an exact amount; sorted, each once
};

/** The ids a subscription's state refers to without their terms: discounts, and prices that came without
 * amounts. */
std::vector<std::string> referredDiscounts(const domain::State &subscription);
std::vector<std::string> referredPrices(const domain::State &subscription);

/**
 * A subscription's normalized state, priced. `customerDiscount` is the id of the discount its customer had at
 * that time; it counts where the subscription has none of its own.
 */
TermsReading readTerms(const std::string &subscriptionId, const domain::State &state, const KnownTerms &known,
    const std::optional<std::string> &customerDiscount);

} // namespace billhook::stripe

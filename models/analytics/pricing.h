#pragma once

#include "models/analytics/profile.h"
#include "models/domain/subscriptionterms.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace billhook::analytics {

/** What one subscription adds to the totals from some second on. Minor units of its currency a year. */
struct Contribution
{
    bool known = true; ///< false: kept from before, because the amount or the status is not understood
    std::int64_t annual = 0; ///< counted: MRR x 12 under the profile
    std::int64_t trialAnnual = 0; ///< what counts once the trial converts; 0 outside a trial
    std::int64_t committedAnnual = 0; ///< `annual`, or 0 once the subscription is set to end
    std::optional<std::int64_t>
        amount; ///< the last known amount whatever the status; to be handed on as `previous`

    bool operator==(const Contribution &) const = default;
};

/**
 * The annual amount of each item in the order of `terms.items`, after all discounts, rounded once (half
 * even). Nothing = unknown: the event left out what is needed, or the amount is beyond 64 bits. `at` (UTC
 * seconds) decides which discounts run in Profile::Net.
 */
std::vector<std::optional<std::int64_t>> itemAnnualAmounts(
    const domain::SubscriptionTerms &terms, Profile profile, std::int64_t at);

/** Whether it is known what a subscription of this status counts for: Stripe's statuses are an open set. */
bool isKnownStatus(std::string_view status);

/** The sum over the items, whatever the status. Nothing when any item is unknown. */
std::optional<std::int64_t> annualAmount(
    const domain::SubscriptionTerms &terms, Profile profile, std::int64_t at);

/**
 * What the subscription adds given its status. An unknown amount keeps the last known one, an unknown status
 * the whole previous contribution; without a previous one they add nothing. `previous` may be null.
 */
Contribution contribution(
    const domain::SubscriptionTerms &terms, Profile profile, std::int64_t at, const Contribution *previous);

} // namespace billhook::analytics

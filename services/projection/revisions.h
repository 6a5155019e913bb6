#pragma once

#include "models/analytics/pricing.h"
#include "models/analytics/timeline.h"
#include "services/projection/customerdiscount.h"
#include "services/stripe/termsreader.h"

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::projection {

/** A second in which the recurring state of a subscription changed. */
struct Revision
{
    std::int64_t eff = 0; ///< UTC seconds
    std::string status;
    std::string currency;
    std::int64_t annual = 0; ///< minor units a year
    std::int64_t trialAnnual = 0;
    std::int64_t committedAnnual = 0;
    bool amountKnown = true;
    std::string items; ///< canonical JSON: ids, prices, quantities, discounts
    std::string discounts; ///< canonical JSON: ids, the customer's where it applies
    std::string quality; ///< the least sure of all that the row stands for
    std::string eventId;
    bool gap = false; ///< an event may be missing before it, or before something that it also stands for

    bool operator==(const Revision &) const = default;
};

/** What is known about one subscription over time. */
struct SubscriptionLife
{
    std::span<const analytics::TimelineEntry> timeline;
    std::span<const stripe::SubscriptionReading> readings; ///< of the entries' states
    std::span<const DiscountStep> steps; ///< of its customer
};

/** What a subscription's timeline means for revenue. */
struct SubscriptionHistory
{
    std::vector<Revision> revisions; ///< by eff
    std::set<domain::ObjectKey> waits; ///< what any amount of it waits for
    domain::SubscriptionTerms head; ///< the terms now
    std::vector<stripe::SubscriptionReading::Item> items; ///< now, as they were listed
    analytics::Contribution contribution; ///< now
    std::vector<std::optional<std::int64_t>> itemAmounts; ///< in the order of head.items
};

/** The word the tables use: exact, inferred, observed, hint, ambiguous, assumed. */
std::string_view qualityText(const analytics::TimelineEntry &entry);

/** Pure: the timeline merged with the changes of the customer's discount and of what discounts grant. */
SubscriptionHistory subscriptionHistory(
    const SubscriptionLife &life, const stripe::KnownTerms &known, analytics::Profile profile);

} // namespace billhook::projection

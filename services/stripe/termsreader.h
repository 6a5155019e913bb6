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

/** What is known about the objects a subscription refers to by id. */
struct KnownTerms
{
    std::map<std::string, domain::PriceTerms, std::less<>> prices;
    std::map<std::string, domain::State, std::less<>> coupons;
    std::map<std::string, std::vector<DiscountPhase>, std::less<>>
        discounts; ///< ascending, not empty; the first holds before, too
};

/** A subscription's normalized state as values: read once, then priced for any second. */
struct SubscriptionReading
{
    struct Item
    {
        domain::ItemTerms terms; ///< its discounts by id alone, its price too where that came without amounts
        bool isPriced = false;
        bool refersToPrice = false; ///< for its amounts or its tiers
        std::optional<std::int64_t> periodStart; ///< UTC seconds
        std::optional<std::int64_t> periodEnd;
        std::string discounts; ///< canonical JSON
    };

    domain::SubscriptionTerms terms; ///< without items; its discounts by id alone
    std::vector<Item> items; ///< that were listed, in order of item id
    bool hasMoreItems = false;

    /** The ids it refers to without their terms. */
    std::vector<std::string> referredDiscounts() const;
    std::vector<std::string> referredPrices() const;
};

SubscriptionReading readSubscription(const std::string &id, const domain::State &state);

/** The discounts a subscription refers to, where nothing else of it is asked for. */
std::vector<std::string> referredDiscounts(const domain::State &subscription);

domain::PriceTerms readPriceTerms(const std::string &id, const domain::State &price);

struct TermsReading
{
    domain::SubscriptionTerms terms;
    std::set<domain::ObjectKey> waits; ///< what would have to be known for an exact amount
};

/**
 * Priced as of `at` (UTC seconds). `customerDiscount` is the id of the discount its customer had at that
 * time; it counts where the subscription has none of its own.
 */
TermsReading readTerms(const SubscriptionReading &subscription, const KnownTerms &known, std::int64_t at,
    const std::optional<std::string> &customerDiscount);

} // namespace billhook::stripe

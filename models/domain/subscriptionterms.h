#pragma once

#include "models/domain/decimal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace billhook::domain {

enum class Interval : std::int16_t
{
    Day,
    Week,
    Month,
    Year
};
enum class TiersMode : std::int16_t
{
    None,
    Graduated,
    Volume
};
enum class TransformRound : std::int16_t
{
    Up,
    Down
};
enum class DiscountDuration : std::int16_t
{
    Once,
    Repeating,
    Forever
};

struct PriceTier
{
    std::optional<std::int64_t> upTo; ///< inclusive; none = without end
    Decimal unitAmount; ///< minor units for each unit in the tier
    Decimal flatAmount; ///< minor units once for the tier
};

/** What is needed to price a quantity for a year. Amounts are minor units of `currency` for one billing
 * interval. */
struct PriceTerms
{
    std::string id;
    std::string productId;
    std::string currency; ///< lower case
    bool recurring = false;
    Interval interval = Interval::Month;
    std::int64_t intervalCount = 1;
    bool metered = false;
    TiersMode tiersMode = TiersMode::None;
    std::optional<Decimal> unitAmount; ///< none: left out by the event (or tiered)
    std::vector<PriceTier> tiers; ///< empty with a tiersMode other than None: left out, the amount is unknown
    std::optional<std::int64_t> divideBy; ///< transform_quantity
    TransformRound round = TransformRound::Up;
};

/** One discount. Without `known` it was given only as an id and no coupon is known for it: the amount is
 * unknown. */
struct DiscountTerms
{
    std::string id;
    std::string couponId;
    bool known = false;
    std::optional<Decimal> percentOff;
    std::optional<std::int64_t>
        amountOff; ///< minor units of amountCurrency for one interval of the subscription
    std::string amountCurrency;
    DiscountDuration duration = DiscountDuration::Forever;
    std::optional<std::int64_t> start; ///< UTC seconds
    std::optional<std::int64_t> end; ///< UTC seconds; none = without end
};

struct ItemTerms
{
    std::string id;
    PriceTerms price;
    std::int64_t quantity = 0;
    std::vector<DiscountTerms> discounts;
};

/** A subscription as pricing needs it, with the customer's discount already chosen where it has none of its
 * own. */
struct SubscriptionTerms
{
    std::string id;
    std::string customerId;
    std::string status; ///< Stripe's open set
    std::string currency;
    bool cancelAtPeriodEnd = false;
    std::optional<std::int64_t> cancelAt;
    std::vector<ItemTerms> items; ///< in order of item id
    std::vector<DiscountTerms> discounts; ///< in Stripe's array order
};

} // namespace billhook::domain

#pragma once

#include "models/analytics/movementtable.h"
#include "models/analytics/rational.h"
#include "models/domain/currency.h"
#include "models/domain/decimal.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace billhook::analytics {

/** The rates into one reporting currency. A day without a rate has none: no neighbour is taken, nothing is
 * inverted. */
class RateTable final
{
public:
    explicit RateTable(domain::Currency target)
        : m_target(target)
    { }

    domain::Currency target() const { return m_target; }
    /** `rate`: major units of the target for one of `from`. */
    void add(domain::Currency from, Day day, const domain::Decimal &rate);

    /** None for the target itself, which needs none. */
    bool has(domain::Currency from, Day day) const { return factor(from, day) != nullptr; }

    /** Minor units of the target, exactly. No value without a rate; 0 and the target itself need none. */
    Rational convert(std::int64_t minor, domain::Currency from, Day day) const;

private:
    const Rational *factor(domain::Currency from, Day day) const;

    domain::Currency m_target;
    /** Minor units of the target for one of the other. */
    std::map<domain::Currency, std::map<Day, Rational>> m_factors;
};

/** An amount that stays out of the converted view because its day has no rate. */
struct Unconverted
{
    enum class Place
    {
        Opening,
        Movement,
        Closing,
    };
    Place place = Place::Movement;
    Day day; ///< whose rate is missing
    std::string currency; ///< lower case
    std::int64_t amount = 0; ///< minor units of `currency` a year
};

struct ConvertedColumn
{
    MovementColumn column; ///< in the target currency
    std::vector<Unconverted> without; ///< "no rate"
};

struct ConversionInput
{
    std::map<std::string, std::int64_t>
        opening; ///< annual balances at the beginning of the first period, by currency
    std::span<const DailyDelta> deltas;
    std::span<const Period> periods; ///< each begins where the one before ends
    Day asOf; ///< the running period's balance is converted at this day's rate instead of a future one's
};

/**
 * The movement table of all currencies in one: movements at their day's rate, balances at the rate of the
 * last day before the period and of its last day, fx the exact difference. Each line is summed exactly and
 * rounded once (half even). Nothing when a sum is beyond 64 bits or a currency is no code.
 */
std::optional<std::vector<ConvertedColumn>> convertedTable(
    const ConversionInput &input, const RateTable &rates);

} // namespace billhook::analytics

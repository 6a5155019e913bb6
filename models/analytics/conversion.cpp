#include "models/analytics/conversion.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace billhook::analytics {

using domain::Currency;
using domain::Rounding;

namespace {

using Balances = std::map<std::string, std::int64_t>;
constexpr std::size_t kinds = 5;

/** Builds one column; remembers the first thing that can't be computed at all. */
class ColumnBuilder final
{
public:
    ColumnBuilder(const RateTable &rates, const Period &period)
        : m_rates(rates)
    {
        m_result.column.period = period;
    }

    /** The exact amount in the target currency; 0, and listed, without a rate. */
    Rational take(Unconverted entry)
    {
        const auto currency = Currency::fromCode(entry.currency);
        if (!currency) {
            m_sound = false;
            return {};
        }
        const Rational amount = m_rates.convert(entry.amount, *currency, entry.day);
        if (amount.hasValue()) {
            return amount;
        }
        m_sound = m_sound && !m_rates.has(*currency, entry.day); // else it is too large
        m_result.without.push_back(std::move(entry));
        return {};
    }

    std::int64_t balance(const Balances &balances, Unconverted::Place place, Day day)
    {
        Rational sum;
        for (const auto &[currency, amount] : balances) {
            sum = sum + take({ .place = place, .day = day, .currency = currency, .amount = amount });
        }
        return rounded(sum);
    }

    std::int64_t rounded(const Rational &sum)
    {
        const auto value = sum.rounded(Rounding::HalfEven);
        m_sound = m_sound && value.has_value();
        return value.value_or(0);
    }

    void fail() { m_sound = false; }

    MovementLines &lines() { return m_result.column.annual; }

    std::optional<ConvertedColumn> finish()
    {
        MovementLines &annual = lines();
        const domain::Int128 fx = domain::Int128{ annual.closing } - annual.opening - annual.newBusiness
            - annual.expansion - annual.reactivation - annual.contraction - annual.churn;
        annual.fx = rounded(Rational::whole(fx));
        m_result.column.shown = monthlyOf(annual);
        return m_sound ? std::optional(std::move(m_result)) : std::nullopt;
    }

private:
    const RateTable &m_rates;
    ConvertedColumn m_result;
    bool m_sound = true;
};

void addMovements(
    ColumnBuilder &builder, const ConversionInput &input, const Period &period, Balances &balances)
{
    std::array<Rational, kinds> sums;
    for (const DailyDelta &delta : input.deltas) {
        if (delta.day < period.from || delta.day >= period.to) {
            continue;
        }
        std::int64_t &balance = balances[delta.currency];
        if (__builtin_add_overflow(balance, delta.amount, &balance)) {
            builder.fail();
        }
        Rational &sum = sums.at(static_cast<std::size_t>(delta.kind));
        sum = sum
            + builder.take({ .place = Unconverted::Place::Movement,
                .day = delta.day,
                .currency = delta.currency,
                .amount = delta.amount });
    }
    for (std::size_t kind = 0; kind < kinds; ++kind) {
        lineOf(builder.lines(), static_cast<MovementKind>(kind)) = builder.rounded(sums.at(kind));
    }
}

} // namespace

void RateTable::add(Currency from, Day day, const domain::Decimal &rate)
{
    auto &factors = m_factors[from];
    // The hint is right where days ascend, and only a hint elsewhere.
    factors.insert_or_assign(factors.end(), day,
        Rational::ratio(rate.mantissa * domain::powerOfTen(m_target.exponent()),
            domain::powerOfTen(rate.scale) * domain::powerOfTen(from.exponent())));
}

const Rational *RateTable::factor(Currency from, Day day) const
{
    const auto factors = m_factors.find(from);
    if (factors == m_factors.end()) {
        return nullptr;
    }
    const auto found = factors->second.find(day);
    return found == factors->second.end() ? nullptr : &found->second;
}

Rational RateTable::convert(std::int64_t minor, Currency from, Day day) const
{
    if (minor == 0 || from == m_target) {
        return Rational::whole(minor);
    }
    const auto *known = factor(from, day);
    return known == nullptr ? Rational::none() : Rational::whole(minor) * *known;
}

std::optional<std::vector<ConvertedColumn>> convertedTable(
    const ConversionInput &input, const RateTable &rates)
{
    std::vector<ConvertedColumn> table;
    Balances balances = input.opening;
    for (const Period &period : input.periods) {
        ColumnBuilder builder(rates, period);
        const Day before = std::min(period.from - std::chrono::days(1), input.asOf);
        const Day last = std::min(period.to - std::chrono::days(1), input.asOf);
        builder.lines().opening = builder.balance(balances, Unconverted::Place::Opening, before);
        addMovements(builder, input, period, balances);
        builder.lines().closing = builder.balance(balances, Unconverted::Place::Closing, last);
        auto column = builder.finish();
        if (!column) {
            return std::nullopt;
        }
        table.push_back(std::move(*column));
    }
    return table;
}

} // namespace billhook::analytics

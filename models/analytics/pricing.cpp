#include "models/analytics/pricing.h"

#include "models/analytics/discount.h"
#include "models/analytics/rational.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <string_view>

namespace billhook::analytics {

using domain::Interval;
using domain::ItemTerms;
using domain::PriceTerms;
using domain::PriceTier;
using domain::SubscriptionTerms;
using domain::TiersMode;
using domain::TransformRound;

namespace {

/** What a status does with the amount. */
enum class Counting
{
    Counts,
    Trial,
    Nothing,
    Unknown,
};

Counting countingOf(std::string_view status)
{
    if (status == "active" || status == "past_due") {
        return Counting::Counts;
    }
    if (status == "trialing") {
        return Counting::Trial;
    }
    static constexpr std::array<std::string_view, 5> without{ "incomplete", "incomplete_expired", "canceled",
        "unpaid", "paused" };
    return std::find(without.begin(), without.end(), status) != without.end() ? Counting::Nothing
                                                                              : Counting::Unknown;
}

Rational periodsPerYear(const PriceTerms &price)
{
    if (price.intervalCount <= 0) {
        return Rational::none();
    }
    switch (price.interval) {
    case Interval::Day:
        return Rational::ratio(365, price.intervalCount);
    case Interval::Week:
        return Rational::ratio(52, price.intervalCount);
    case Interval::Month:
        return Rational::ratio(12, price.intervalCount);
    case Interval::Year:
        return Rational::ratio(1, price.intervalCount);
    }
    return Rational::none();
}

Rational tierAmount(const PriceTier &tier, std::int64_t units)
{
    return Rational::fromDecimal(tier.unitAmount) * Rational::whole(units)
        + Rational::fromDecimal(tier.flatAmount);
}

bool reaches(const PriceTier &tier, std::int64_t quantity)
{
    return !tier.upTo || *tier.upTo >= quantity;
}

Rational volumeAmount(const std::vector<PriceTier> &tiers, std::int64_t quantity)
{
    const auto tier = std::find_if(
        tiers.begin(), tiers.end(), [&](const PriceTier &candidate) { return reaches(candidate, quantity); });
    return tier == tiers.end() ? Rational::none() : tierAmount(*tier, quantity);
}

Rational graduatedAmount(const std::vector<PriceTier> &tiers, std::int64_t quantity)
{
    Rational sum;
    std::int64_t below = 0;
    for (const PriceTier &tier : tiers) {
        const bool last = reaches(tier, quantity);
        const std::int64_t upper = last ? quantity : *tier.upTo;
        if (upper <= below) {
            return Rational::none();
        }
        sum = sum + tierAmount(tier, upper - below);
        if (last) {
            return sum;
        }
        below = upper;
    }
    return Rational::none();
}

/** For one interval. */
Rational priceOf(const PriceTerms &price, std::int64_t quantity)
{
    switch (price.tiersMode) {
    case TiersMode::Volume:
        return volumeAmount(price.tiers, quantity);
    case TiersMode::Graduated:
        return graduatedAmount(price.tiers, quantity);
    case TiersMode::None:
        break;
    }
    return price.unitAmount ? Rational::fromDecimal(*price.unitAmount) * Rational::whole(quantity)
                            : Rational::none();
}

std::optional<std::int64_t> billedQuantity(const ItemTerms &item)
{
    if (!item.price.divideBy) {
        return item.quantity;
    }
    const std::int64_t divisor = *item.price.divideBy;
    if (divisor <= 0) {
        return std::nullopt;
    }
    const bool oneMore = item.price.round == TransformRound::Up && item.quantity % divisor != 0;
    return item.quantity / divisor + (oneMore ? 1 : 0);
}

/** For a year, before discounts. */
Rational listAmount(const ItemTerms &item, std::string_view currency)
{
    const PriceTerms &price = item.price;
    if (!price.recurring || price.metered || item.quantity == 0) {
        return {};
    }
    const bool foreign = !currency.empty() && !price.currency.empty() && price.currency != currency;
    const auto quantity = billedQuantity(item);
    if (foreign || item.quantity < 0 || !quantity) {
        return Rational::none();
    }
    return priceOf(price, *quantity) * periodsPerYear(price);
}

/** An amount_off of a subscription is taken off every invoice: with mixed intervals, of the shortest one. */
Rational invoicesPerYear(const SubscriptionTerms &terms)
{
    Rational most = Rational::none();
    for (const ItemTerms &item : terms.items) {
        const Rational periods = periodsPerYear(item.price);
        if (item.price.recurring && (!most.hasValue() || (periods - most).isPositive())) {
            most = periods;
        }
    }
    return most;
}

std::vector<std::size_t> orderOfIds(const std::vector<ItemTerms> &items)
{
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{ 0 });
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t left, std::size_t right) { return items[left].id < items[right].id; });
    return order;
}

std::string_view currencyOf(const SubscriptionTerms &terms, const PriceTerms &price)
{
    return terms.currency.empty() ? price.currency : terms.currency;
}

} // namespace

std::vector<std::optional<std::int64_t>> itemAnnualAmounts(
    const SubscriptionTerms &terms, Profile profile, std::int64_t at)
{
    const auto order = orderOfIds(terms.items);
    std::vector<Rational> amounts;
    DiscountScope scope{ .profile = profile, .at = at, .currency = terms.currency, .periodsPerYear = {} };
    for (const std::size_t index : order) {
        const ItemTerms &item = terms.items[index];
        scope.currency = currencyOf(terms, item.price);
        scope.periodsPerYear = periodsPerYear(item.price);
        Rational amount = listAmount(item, scope.currency);
        for (const auto &discount : item.discounts) {
            applyDiscount(discount, scope, { &amount, 1 });
        }
        amounts.push_back(amount);
    }
    scope.periodsPerYear = invoicesPerYear(terms);
    for (const auto &discount : terms.discounts) {
        applyDiscount(discount, scope, amounts);
    }
    std::vector<std::optional<std::int64_t>> result(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        result[order[i]] = amounts[i].rounded(domain::Rounding::HalfEven);
    }
    return result;
}

bool isKnownStatus(std::string_view status)
{
    return countingOf(status) != Counting::Unknown;
}

std::optional<std::int64_t> annualAmount(const SubscriptionTerms &terms, Profile profile, std::int64_t at)
{
    std::int64_t sum = 0;
    for (const auto &amount : itemAnnualAmounts(terms, profile, at)) {
        if (!amount || __builtin_add_overflow(sum, *amount, &sum)) {
            return std::nullopt;
        }
    }
    return sum;
}

Contribution contribution(
    const SubscriptionTerms &terms, Profile profile, std::int64_t at, const Contribution *previous)
{
    const auto computed = annualAmount(terms, profile, at);
    Contribution result;
    result.amount = computed;
    if (!computed && previous != nullptr) {
        result.amount = previous->amount;
    }
    const std::int64_t amount = result.amount.value_or(0);
    switch (countingOf(terms.status)) {
    case Counting::Counts:
        result.known = computed.has_value();
        result.annual = amount;
        result.committedAnnual = terms.cancelAtPeriodEnd || terms.cancelAt ? 0 : amount;
        break;
    case Counting::Trial:
        result.known = computed.has_value();
        result.trialAnnual = amount;
        break;
    case Counting::Nothing:
        break;
    case Counting::Unknown:
        result.known = false;
        if (previous != nullptr) {
            result.annual = previous->annual;
            result.trialAnnual = previous->trialAnnual;
            result.committedAnnual = previous->committedAnnual;
        }
        break;
    }
    return result;
}

} // namespace billhook::analytics

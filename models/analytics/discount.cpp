#include "models/analytics/discount.h"

#include "models/analytics/largestremainder.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace billhook::analytics {

using domain::DiscountDuration;
using domain::DiscountTerms;
using domain::Int128;

namespace {

enum class Applies
{
    No,
    Yes,
    Unknown,
};

bool runs(const DiscountTerms &discount, std::int64_t at)
{
    return (!discount.start || *discount.start <= at) && (!discount.end || at < *discount.end);
}

Applies appliesTo(const DiscountTerms &discount, const DiscountScope &scope)
{
    if (scope.profile == Profile::Net) {
        if (!runs(discount, scope.at)) {
            return Applies::No;
        }
        return discount.known ? Applies::Yes : Applies::Unknown;
    }
    if (!discount.known) {
        // Only a repeating discount has an end, so this one can't last forever.
        return discount.end ? Applies::No : Applies::Unknown;
    }
    return discount.duration == DiscountDuration::Forever ? Applies::Yes : Applies::No;
}

void forget(std::span<Rational> amounts)
{
    for (Rational &amount : amounts) {
        if (amount != Rational()) {
            amount = Rational::none();
        }
    }
}

void subtractPercent(const Rational &percent, std::span<Rational> amounts)
{
    const Rational hundred = Rational::whole(100);
    const Rational kept = (hundred - percent) / hundred;
    if (percent.numerator() < 0 || kept.numerator() < 0) {
        forget(amounts);
        return;
    }
    for (Rational &amount : amounts) {
        amount = amount * kept;
    }
}

/** The positive amounts as whole numbers of one common fraction; nothing when one is unknown or they are too
 * fine. */
std::optional<std::vector<Int128>> weightsOf(std::span<const Rational> amounts)
{
    Int128 denominator = 1;
    for (const Rational &amount : amounts) {
        const Int128 factor = amount.hasValue()
            ? amount.denominator() / greatestCommonDivisor(amount.denominator(), denominator)
            : Int128{ 0 };
        if (factor == 0 || __builtin_mul_overflow(denominator, factor, &denominator)) {
            return std::nullopt;
        }
    }
    std::vector<Int128> weights;
    for (const Rational &amount : amounts) {
        Int128 weight = 0;
        if (amount.isPositive()
            && __builtin_mul_overflow(amount.numerator(), denominator / amount.denominator(), &weight)) {
            return std::nullopt;
        }
        weights.push_back(weight);
    }
    return weights;
}

/** `off` shared by weight; empty when that can't be computed. */
std::vector<Rational> sharesOf(const Rational &off, std::vector<Int128> weights)
{
    Int128 sum = 0;
    for (Int128 &weight : weights) {
        if (__builtin_add_overflow(sum, weight, &sum)
            || __builtin_mul_overflow(weight, off.numerator(), &weight)) {
            return {};
        }
    }
    Int128 denominator = 0;
    if (__builtin_mul_overflow(sum, off.denominator(), &denominator) || denominator <= 0) {
        return {};
    }
    const Int128 wholeUnits = off.numerator() / off.denominator();
    const Shares parts = largestRemainder(weights, denominator, wholeUnits);
    std::vector<Rational> shares;
    for (const Int128 share : parts.shares) {
        shares.push_back(Rational::whole(share));
    }
    // What is left of an amount that is no whole number a year, as with every third week.
    shares[parts.next] = shares[parts.next] + (off - Rational::whole(wholeUnits));
    return shares;
}

void subtractAmount(const Rational &off, std::span<Rational> amounts)
{
    Rational total;
    for (const Rational &amount : amounts) {
        total = total + amount;
    }
    if (total == Rational()) {
        return;
    }
    const auto weights = weightsOf(amounts);
    const auto shares = weights && off.hasValue() && off.numerator() >= 0 ? sharesOf(off, *weights)
                                                                          : std::vector<Rational>{};
    if (shares.empty()) {
        forget(amounts);
        return;
    }
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        if (amounts[i].isPositive()) {
            const Rational rest = amounts[i] - shares[i];
            amounts[i] = rest.hasValue() && !rest.isPositive() ? Rational() : rest;
        }
    }
}

} // namespace

void applyDiscount(const DiscountTerms &discount, const DiscountScope &scope, std::span<Rational> amounts)
{
    const Applies applies = appliesTo(discount, scope);
    if (applies == Applies::No || amounts.empty()) {
        return;
    }
    if (applies == Applies::Yes && discount.percentOff) {
        subtractPercent(Rational::fromDecimal(*discount.percentOff), amounts);
        return;
    }
    const bool sameCurrency = discount.amountCurrency.empty() || scope.currency.empty()
        || discount.amountCurrency == scope.currency;
    if (applies == Applies::Yes && discount.amountOff && sameCurrency) {
        subtractAmount(Rational::whole(*discount.amountOff) * scope.periodsPerYear, amounts);
        return;
    }
    forget(amounts);
}

} // namespace billhook::analytics

#include "models/domain/plan.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace billhook::domain {

namespace {

constexpr std::int64_t largestAmount = 99'999'999; ///< Stripe takes eight digits
constexpr std::size_t longestName = 250;
constexpr std::size_t longestSlug = 100;
constexpr std::size_t longestFeature = 200;
constexpr int longestTrial = 730; ///< two years

Error invalid(std::string message)
{
    return { ErrorKind::InvalidInput, "invalid_plan", std::move(message), {} };
}

bool isSlug(const std::string &slug)
{
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !slug.empty() && slug.size() <= longestSlug && slug.front() != '-' && slug.back() != '-'
        && std::all_of(slug.begin(), slug.end(), allowed);
}

/** The most of an interval that Stripe takes: three years. 0: no interval. */
int longestCount(std::string_view interval)
{
    constexpr std::array<std::pair<std::string_view, int>, 4> intervals{ { { "day", 1095 }, { "week", 156 },
        { "month", 36 }, { "year", 3 } } };
    const auto *const found = std::find_if(intervals.begin(), intervals.end(),
        [interval](const auto &known) { return known.first == interval; });
    return found == intervals.end() ? 0 : found->second;
}

Result<void> checkPrice(const PlanPrice &price)
{
    const int longest = longestCount(price.interval);
    if (longest == 0) {
        return invalid("interval: \"" + price.interval + "\" is none; it is day, week, month or year.");
    }
    if (price.intervalCount < 1 || price.intervalCount > longest) {
        return invalid("interval_count: it is 1 to " + std::to_string(longest) + " for the interval "
            + price.interval + " (three years at most).");
    }
    const std::int64_t minor = price.amount.minor();
    if (minor < 0 || minor > largestAmount) {
        return invalid(
            "amount: " + std::to_string(minor) + " is out of range; it is in minor units, 0 to 99999999.");
    }
    const Currency currency = price.amount.currency();
    if (currency.exponent() == 3 && minor % 10 != 0) {
        return invalid("amount: in " + currency.upperCode() + " the last of the three decimals must be 0.");
    }
    if (currency.exponent() > currency.spokenDecimals() && minor % 100 != 0) {
        return invalid("amount: " + currency.upperCode() + " has no decimals; the amount must end in 00.");
    }
    return {};
}

Result<void> checkTexts(const PlanTerms &terms)
{
    if (terms.name.empty() || terms.name.size() > longestName) {
        return invalid("name: it has 1 to 250 characters.");
    }
    if (!isSlug(terms.slug)) {
        return invalid(
            "slug: it is made of a-z, 0-9 and hyphens, at most 100 of them, and begins and ends without a "
            "hyphen.");
    }
    const auto bad
        = [](const std::string &feature) { return feature.empty() || feature.size() > longestFeature; };
    if (std::any_of(terms.features.begin(), terms.features.end(), bad)) {
        return invalid("features: each has 1 to 200 characters.");
    }
    return {};
}

} // namespace

bool PlanPrice::costsAs(const PlanPrice &other) const
{
    return amount == other.amount && interval == other.interval && intervalCount == other.intervalCount;
}

Result<void> checkTerms(const PlanTerms &terms)
{
    if (auto texts = checkTexts(terms); !texts) {
        return texts;
    }
    if (terms.maxUsers.value_or(0) < 0 || terms.maxProjects.value_or(0) < 0) {
        return invalid("max_users, max_projects: they are 0 or more, or null for unlimited.");
    }
    if (terms.trialPeriodDays && (*terms.trialPeriodDays < 0 || *terms.trialPeriodDays > longestTrial)) {
        return invalid("trial_period_days: it is 0 to 730.");
    }
    for (const PlanPrice &price : terms.prices) {
        if (auto good = checkPrice(price); !good) {
            return good;
        }
    }
    const auto defaults = std::count_if(
        terms.prices.begin(), terms.prices.end(), [](const PlanPrice &price) { return price.isDefault; });
    const bool archivedDefault = std::any_of(terms.prices.begin(), terms.prices.end(),
        [](const PlanPrice &price) { return price.isDefault && !price.isActive; });
    if (defaults != 1 || archivedDefault) {
        return invalid("prices: exactly one active price is the default.");
    }
    return {};
}

} // namespace billhook::domain

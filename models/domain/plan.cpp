#include "models/domain/plan.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace billhook::domain {

namespace {

constexpr std::int64_t largestAmount = 99'999'999; ///< Stripe takes eight digits
constexpr std::size_t longestName = 250;
constexpr std::size_t longestDescription = 5000;
constexpr std::size_t longestSlug = 100;
constexpr std::size_t longestFeature = 200;
constexpr int longestTrial = 730; ///< two years

using Faults = std::vector<FieldError>;

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

/** `pointer` leads to the price in a list; "": it is named by itself. */
void checkInterval(const PlanPrice &price, const std::string &pointer, Faults &faults)
{
    const int longest = longestCount(price.interval);
    if (longest == 0) {
        faults.push_back(
            { pointer + "/interval", "is day, week, month or year, not \"" + price.interval + "\"" });
    } else if (price.intervalCount < 1 || price.intervalCount > longest) {
        faults.push_back({ pointer + "/interval_count",
            "is 1 to " + std::to_string(longest) + " for the interval " + price.interval
                + " (three years at most)" });
    }
}

void checkAmount(const PlanPrice &price, const std::string &pointer, Faults &faults)
{
    const auto wrong = [&](std::string detail) {
        faults.push_back({ pointer.empty() ? "/price_amount" : pointer + "/amount", std::move(detail) });
    };
    const std::int64_t minor = price.amount.minor();
    const Currency currency = price.amount.currency();
    if (minor < 0 || minor > largestAmount) {
        wrong("is in minor units, from 0 to 99999999, not " + std::to_string(minor));
    } else if (currency.exponent() == 3 && minor % 10 != 0) {
        wrong("ends in 0 in " + currency.upperCode() + ": the last of its three decimals is never charged");
    } else if (currency.exponent() > currency.spokenDecimals() && minor % 100 != 0) {
        wrong("ends in 00 in " + currency.upperCode() + ", which has no decimals");
    }
}

/** Shown as one line that says something, and kept by a database that takes no NUL. */
bool isLine(const std::string &text, std::size_t longest)
{
    return text.find_first_not_of(' ') != std::string::npos && text.size() <= longest
        && std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; });
}

void checkTexts(const PlanTerms &terms, Faults &faults)
{
    if (!isLine(terms.name, longestName)) {
        faults.push_back({ "/name", "is one line of 1 to 250 characters, not all of them spaces" });
    }
    if (!isSlug(terms.slug)) {
        faults.push_back({ "/slug",
            "is made of a-z, 0-9 and hyphens, at most 100 of them, and begins and ends without a hyphen" });
    }
    if (terms.description.size() > longestDescription || terms.description.find('\0') != std::string::npos) {
        faults.push_back({ "/description", "has at most 5000 characters, none of them NUL" });
    }
    const auto bad = [](const std::string &feature) { return !isLine(feature, longestFeature); };
    if (std::any_of(terms.features.begin(), terms.features.end(), bad)) {
        faults.push_back({ "/features", "are lines of 1 to 200 characters each" });
    }
}

void checkNumbers(const PlanTerms &terms, Faults &faults)
{
    if (terms.maxUsers.value_or(0) < 0) {
        faults.push_back({ "/max_users", "is 0 or more, or null for unlimited" });
    }
    if (terms.maxProjects.value_or(0) < 0) {
        faults.push_back({ "/max_projects", "is 0 or more, or null for unlimited" });
    }
    if (terms.trialPeriodDays && (*terms.trialPeriodDays < 0 || *terms.trialPeriodDays > longestTrial)) {
        faults.push_back({ "/trial_period_days", "is 0 to 730" });
    }
}

void checkPrices(const PlanTerms &terms, PriceNaming naming, Faults &faults)
{
    for (std::size_t index = 0; index < terms.prices.size(); ++index) {
        const PlanPrice &price = terms.prices[index];
        const bool alone = naming == PriceNaming::Single && price.isDefault;
        const std::string pointer = alone ? std::string() : "/prices/" + std::to_string(index);
        checkInterval(price, pointer, faults);
        checkAmount(price, pointer, faults);
    }
    const auto defaults = std::count_if(
        terms.prices.begin(), terms.prices.end(), [](const PlanPrice &price) { return price.isDefault; });
    const bool archivedDefault = std::any_of(terms.prices.begin(), terms.prices.end(),
        [](const PlanPrice &price) { return price.isDefault && !price.isActive; });
    if (defaults != 1 || archivedDefault) {
        faults.push_back({ "/prices", "have exactly one active one that is the default" });
    }
}

} // namespace

bool PlanPrice::costsAs(const PlanPrice &other) const
{
    return amount == other.amount && interval == other.interval && intervalCount == other.intervalCount;
}

std::vector<FieldError> faultsOf(const PlanTerms &terms, PriceNaming naming)
{
    Faults faults;
    checkTexts(terms, faults);
    checkNumbers(terms, faults);
    checkPrices(terms, naming, faults);
    return faults;
}

Error invalidFields(std::vector<FieldError> faults)
{
    std::string message = "Nothing was changed.";
    for (const FieldError &fault : faults) {
        message += ' ' + (fault.pointer.empty() ? std::string() : fault.pointer.substr(1) + ' ')
            + fault.detail + '.';
    }
    Error error{ ErrorKind::InvalidInput, "invalid", std::move(message), {} };
    error.fields = std::move(faults);
    return error;
}

Result<void> checkTerms(const PlanTerms &terms)
{
    auto faults = faultsOf(terms);
    return faults.empty() ? Result<void>() : invalidFields(std::move(faults));
}

} // namespace billhook::domain

#pragma once

#include "models/domain/money.h"
#include "models/domain/result.h"

#include <QDateTime>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace billhook::domain {

/** A recurring price of a plan. Its amount and interval never change: another amount is another price. */
struct PlanPrice
{
    std::string id; ///< ours, a UUID
    std::string stripePriceId; ///< empty until Stripe has made it
    Money amount;
    std::string interval; ///< day, week, month, year
    int intervalCount = 1;
    bool isDefault = false;
    bool isActive = true;

    bool costsAs(const PlanPrice &other) const; ///< the same amount at the same interval
    bool operator==(const PlanPrice &) const = default;
};

/** What an admin decides about a plan. */
struct PlanTerms
{
    std::string name;
    std::string slug; ///< unique: a-z, 0-9 and hyphens
    std::string description{};
    std::optional<std::int64_t> maxUsers{}; ///< nothing: unlimited
    std::optional<std::int64_t> maxProjects{};
    bool limitsPerUnit = false; ///< the limits are multiplied by the subscription's quantity
    std::vector<std::string> features{};
    std::optional<int> trialPeriodDays{};
    bool isActive = true;
    std::vector<PlanPrice> prices{}; ///< one active one is the default; archived ones stay

    bool operator==(const PlanTerms &) const = default;
};

struct Plan
{
    std::string id; ///< ours, a UUID
    std::string stripeProductId;
    PlanTerms terms;
    std::int64_t version = 1; ///< rises with each change that is not our own echo
    QDateTime createdAt{}; ///< UTC, as updatedAt
    QDateTime updatedAt{};
};

/** How the default price was named: where the pointers to what is wrong with it lead. */
enum class PriceNaming
{
    List, ///< "/prices/0/amount"
    Single ///< "/price_amount"
};

/** Every part that is wrong, by its pointer; nothing is asked of anybody. */
std::vector<FieldError> faultsOf(const PlanTerms &terms, PriceNaming naming = PriceNaming::List);

/** InvalidInput (`invalid`) with these parts, and a sentence that names them. */
Error invalidFields(std::vector<FieldError> faults);

Result<void> checkTerms(const PlanTerms &terms);

} // namespace billhook::domain

#pragma once

#include "models/analytics/timeline.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace billhook::projection {

/** From `eff` on the customer has this discount, or none. */
struct DiscountStep
{
    std::int64_t eff = 0; ///< UTC seconds, ascending
    std::optional<std::string> discountId;
    std::string eventId; ///< what told it

    bool operator==(const DiscountStep &) const = default;
};

using Timelines = std::map<domain::ObjectKey, std::vector<analytics::TimelineEntry>>;

/**
 * The customer's own discount over time: at each second that of the last change among the `discount` field of
 * the customer and the discounts that belong to the customer and to no subscription. In one second the
 * customer's field has the last word.
 */
std::vector<DiscountStep> discountSteps(
    std::span<const analytics::TimelineEntry> customer, const Timelines &discounts);

/** The step that holds at a second, or null before the first. */
const DiscountStep *stepAt(std::span<const DiscountStep> steps, std::int64_t at);

} // namespace billhook::projection

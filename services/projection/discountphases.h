#pragma once

#include "models/analytics/timeline.h"
#include "services/stripe/termsreader.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::projection {

/** What a discount granted over time: it may switch its coupon and keep its id. Empty without entries. */
std::vector<stripe::DiscountPhase> discountPhases(std::span<const analytics::TimelineEntry> timeline);

/** As the mirror keeps them, canonical JSON, and back. Nothing is kept of a discount that never changed. */
std::string phasesText(const std::vector<stripe::DiscountPhase> &phases);
std::vector<stripe::DiscountPhase> phasesFromText(std::string_view text);

} // namespace billhook::projection

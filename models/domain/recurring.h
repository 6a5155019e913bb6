#pragma once

#include "models/domain/rounding.h"

#include <cstdint>

namespace billhook::domain {

/** Recurring amounts are kept a year, exact; a month's is a twelfth of it, rounded only where it is shown. */
inline constexpr std::int64_t monthsPerYear = 12;

/** MRR of an annual amount, as it is shown. */
inline std::int64_t monthlyOf(std::int64_t annual)
{
    return divide(annual, monthsPerYear, Rounding::HalfAwayFromZero).value_or(0);
}

} // namespace billhook::domain

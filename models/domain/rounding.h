#pragma once

#include "models/domain/int128.h"

#include <cstdint>
#include <optional>

namespace billhook::domain {

enum class Rounding
{
    HalfEven, ///< an item's annual amount
    HalfAwayFromZero, ///< what is shown or returned
    Down, ///< towards minus infinity: the first step of a largest-remainder share
};

/** numerator / denominator as an integer. Nothing for a denominator of 0 or a quotient beyond int64. */
std::optional<std::int64_t> divide(Int128 numerator, Int128 denominator, Rounding rounding);

} // namespace billhook::domain

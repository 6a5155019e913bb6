#include "models/domain/rounding.h"

#include <limits>

namespace billhook::domain {

namespace {

/** Whether the floored quotient must go up by one. `rest` is in (0, denominator). */
bool roundsUp(Int128 floored, Int128 rest, Int128 denominator, Rounding rounding)
{
    const Int128 other = denominator - rest;
    if (rounding == Rounding::Down || rest < other) {
        return false;
    }
    if (rest > other) {
        return true;
    }
    return rounding == Rounding::HalfEven ? floored % 2 != 0 : floored >= 0;
}

} // namespace

std::optional<std::int64_t> divide(Int128 numerator, Int128 denominator, Rounding rounding)
{
    if (denominator == 0) {
        return std::nullopt;
    }
    if (denominator < 0) {
        if (__builtin_sub_overflow(Int128{ 0 }, numerator, &numerator)
            || __builtin_sub_overflow(Int128{ 0 }, denominator, &denominator)) {
            return std::nullopt;
        }
    }
    Int128 floored = numerator / denominator;
    Int128 rest = numerator % denominator;
    if (rest < 0) {
        rest += denominator;
        floored -= 1;
    }
    if (rest != 0 && roundsUp(floored, rest, denominator, rounding)) {
        floored += 1;
    }
    if (floored < std::numeric_limits<std::int64_t>::min()
        || floored > std::numeric_limits<std::int64_t>::max()) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(floored);
}

} // namespace billhook::domain

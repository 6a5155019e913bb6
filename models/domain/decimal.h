#pragma once

#include "models/domain/int128.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace billhook::domain {

/**
 * An exact decimal from text: mantissa / 10^scale. Money, rates and percentages never pass through a double.
 * The mantissa is wider than int64 because Stripe's amounts have 8 digits before the point and 12 after it.
 */
struct Decimal
{
    Int128 mantissa = 0;
    std::int32_t scale = 0; ///< 0..12

    bool operator==(const Decimal &) const = default;
};

/**
 * Reads "1200", "-0.5", "12.345678901234" or "1e2". At most 12 decimals and 24 digits; trailing zeros after
 * the point are dropped, so equal values compare equal. Nothing for any other text.
 */
std::optional<Decimal> parseDecimal(std::string_view text);

/** The shortest plain text ("0.5", never an exponent) that parseDecimal reads back. */
std::string decimalText(const Decimal &decimal);

/** 10^exponent for 0..24. */
Int128 powerOfTen(std::int32_t exponent);

} // namespace billhook::domain

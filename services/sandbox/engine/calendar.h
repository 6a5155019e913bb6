#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace billhook::sandbox {

using Seconds = std::int64_t; ///< UTC seconds since 1970, as in Stripe's objects

constexpr Seconds minuteLength = 60;
constexpr Seconds hourLength = 3'600;
constexpr Seconds dayLength = 86'400;

struct Date
{
    int year = 1970;
    int month = 1; ///< 1..12
    int day = 1; ///< 1..31
};

Date dateOf(Seconds instant);
Seconds startOf(const Date &date);

/** The same day of the month and time of day, `months` later; the last day where the month is shorter. */
Seconds addMonths(Seconds anchor, int months);

Seconds startOfMonth(Seconds instant);

std::string isoDate(Seconds instant); ///< 2026-11-22
std::string isoInstant(Seconds instant); ///< 2026-11-22T13:00:00Z

/** Reads 2026-11-22 or 2026-11-22T13:00[:00]Z; nothing when it is anything else. */
std::optional<Seconds> parseInstant(std::string_view text);

Seconds currentTime();

} // namespace billhook::sandbox

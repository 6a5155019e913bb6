#pragma once

#include "models/analytics/movements.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace billhook::analytics {

/** A day of the reporting time zone. */
using Day = std::chrono::sys_days;

/** Half-open, of days of the reporting time zone. */
struct Period
{
    Day from;
    Day to;

    bool operator==(const Period &) const = default;
};

/** `count` whole months, each beginning where the one before ends. */
std::vector<Period> monthsFrom(std::chrono::year_month first, int count);

/** What moved on one day: the sum of the movements of one kind and currency. */
struct DailyDelta
{
    Day day;
    std::string currency; ///< lower case
    MovementKind kind = MovementKind::New;
    std::int64_t amount = 0; ///< signed, minor units a year
};

/** Signed amounts in minor units of one currency: contraction and churn are not above 0, so all lines add up.
 */
struct MovementLines
{
    std::int64_t opening = 0;
    std::int64_t newBusiness = 0;
    std::int64_t expansion = 0;
    std::int64_t reactivation = 0;
    std::int64_t contraction = 0;
    std::int64_t churn = 0;
    std::int64_t fx = 0; ///< 0 outside the converted view
    std::int64_t closing = 0;

    bool operator==(const MovementLines &) const = default;
};

/** Whether opening plus the six lines is closing, in integers. */
bool addsUp(const MovementLines &lines);

/** The line of a kind. */
std::int64_t &lineOf(MovementLines &lines, MovementKind kind);

/**
 * A twelfth of each line, for showing and returning. Opening and closing are rounded half away from zero; the
 * lines share what lies between by largest remainder (ties: the earlier line), so the result adds up when
 * `annual` does.
 */
MovementLines monthlyOf(const MovementLines &annual);

struct MovementColumn
{
    Period period;
    MovementLines annual; ///< exact
    MovementLines shown; ///< MRR
};

/**
 * The movement table of one currency. `opening` is the annual balance at the beginning of the first period;
 * the periods follow each other, so each closing is the next opening. Deltas outside the periods are left
 * out; their order does not matter. Nothing when a sum is beyond 64 bits.
 */
std::optional<std::vector<MovementColumn>> movementTable(
    std::int64_t opening, std::span<const DailyDelta> deltas, std::span<const Period> periods);

} // namespace billhook::analytics

#pragma once

#include "services/sandbox/engine/calendar.h"

#include <QJsonObject>

#include <string>

namespace billhook::sandbox {

/** How often something recurs: `count` times a day, week, month or year. */
struct Interval
{
    std::string unit;
    int count = 1;

    bool operator==(const Interval &) const = default;
};

/** That of a price's `recurring`. */
Interval intervalOf(const QJsonObject &price);

/**
 * When the period number `number` after the anchor begins. Counted from the anchor, so that the periods of a
 * 31st find their way back to it.
 */
Seconds periodStart(Seconds anchor, const Interval &interval, int number);

/** The number of the period that `at` lies in; negative before the anchor. */
int periodNumber(Seconds anchor, const Interval &interval, Seconds at);

} // namespace billhook::sandbox

#include "services/sandbox/engine/intervals.h"

#include "services/sandbox/engine/jsonvalues.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

Seconds usualLength(const Interval &interval)
{
    const auto unit = interval.unit == "day" ? 1
        : interval.unit == "week"            ? 7
        : interval.unit == "month"           ? 30
                                             : 365;
    return interval.count * unit * dayLength;
}

} // namespace

Interval intervalOf(const QJsonObject &price)
{
    const auto recurring = price.value(u"recurring"_s).toObject();
    return { textAt(recurring, u"interval"_s), recurring.value(u"interval_count"_s).toInt(1) };
}

Seconds periodStart(Seconds anchor, const Interval &interval, int number)
{
    const auto steps = number * interval.count;
    if (interval.unit == "day" || interval.unit == "week") {
        return anchor + steps * (interval.unit == "week" ? 7 : 1) * dayLength;
    }
    return addMonths(anchor, steps * (interval.unit == "year" ? 12 : 1));
}

int periodNumber(Seconds anchor, const Interval &interval, Seconds at)
{
    auto number = static_cast<int>((at - anchor) / usualLength(interval)) - 1;
    while (periodStart(anchor, interval, number) > at) {
        --number;
    }
    while (periodStart(anchor, interval, number + 1) <= at) {
        ++number;
    }
    return number;
}

} // namespace billhook::sandbox

#include "models/domain/daterange.h"

#include <algorithm>

namespace billhook::domain {

namespace {

constexpr qint64 mostColumns = 14;

QDate monthOf(QDate day)
{
    return { day.year(), day.month(), 1 };
}

QDate quarterOf(QDate day)
{
    return { day.year(), (day.month() - 1) / 3 * 3 + 1, 1 };
}

QDate yearOf(QDate day)
{
    return { day.year(), 1, 1 };
}

struct Span
{
    QDate from;
    QDate to;
    Shift shift;
};

Span daysSpan(QDate today, int days)
{
    return { today.addDays(1 - days), today.addDays(1), { 0, days } };
}

Span wholeSpan(QDate from, int months)
{
    return { from, from.addMonths(months), { months, 0 } };
}

Span allSpan(QDate today, QDate earliest)
{
    const QDate from = monthOf(std::min(earliest.isValid() ? earliest : today, today));
    const QDate to = monthOf(today).addMonths(1);
    const int months = (to.year() - from.year()) * 12 + to.month() - from.month();
    return { from, to, { months, 0 } };
}

Span spanOf(RangePreset preset, QDate today, QDate earliest)
{
    switch (preset) {
    case RangePreset::Last7Days:
        return daysSpan(today, 7);
    case RangePreset::Last30Days:
        return daysSpan(today, 30);
    case RangePreset::Last90Days:
        return daysSpan(today, 90);
    case RangePreset::Last365Days:
        return { today.addDays(-364), today.addDays(1), { 12, 0 } };
    case RangePreset::MonthToDate:
        return wholeSpan(monthOf(today), 1);
    case RangePreset::QuarterToDate:
        return wholeSpan(quarterOf(today), 3);
    case RangePreset::YearToDate:
        return wholeSpan(yearOf(today), 12);
    case RangePreset::LastMonth:
        return wholeSpan(monthOf(today).addMonths(-1), 1);
    case RangePreset::LastQuarter:
        return wholeSpan(quarterOf(today).addMonths(-3), 3);
    case RangePreset::LastYear:
        return wholeSpan(yearOf(today).addYears(-1), 12);
    case RangePreset::Last12Months:
        return wholeSpan(monthOf(today).addMonths(-11), 12);
    case RangePreset::All:
        return allSpan(today, earliest);
    }
    return wholeSpan(monthOf(today).addMonths(-11), 12);
}

QDate startOf(BucketSize size, QDate day)
{
    switch (size) {
    case BucketSize::Day:
        return day;
    case BucketSize::Week:
        return day.addDays(1 - day.dayOfWeek());
    case BucketSize::Month:
        return monthOf(day);
    case BucketSize::Quarter:
        return quarterOf(day);
    case BucketSize::Year:
        return yearOf(day);
    }
    return day;
}

QDate next(BucketSize size, QDate start)
{
    switch (size) {
    case BucketSize::Day:
        return start.addDays(1);
    case BucketSize::Week:
        return start.addDays(7);
    case BucketSize::Month:
        return start.addMonths(1);
    case BucketSize::Quarter:
        return start.addMonths(3);
    case BucketSize::Year:
        return start.addYears(1);
    }
    return start.addDays(1);
}

/** Days that have not begun are left out, except as the rest of the running bucket. */
QList<Bucket> bucketsOf(BucketSize size, const Span &span, QDate today)
{
    QList<Bucket> buckets;
    for (QDate start = startOf(size, span.from); start < span.to && start <= today;
         start = next(size, start)) {
        const QDate from = std::max(start, span.from);
        const QDate to = std::min(next(size, start), span.to);
        buckets.append({ from, to, from <= today && today < to });
    }
    return buckets;
}

BucketSize sizeFor(const Span &span)
{
    const auto days = span.from.daysTo(span.to);
    if (days <= mostColumns) {
        return BucketSize::Day;
    }
    // A range that starts within a week shows one week more than its days fill.
    if (days <= 92) {
        return BucketSize::Week;
    }
    if (days <= 31 * (mostColumns - 1)) {
        return BucketSize::Month;
    }
    return days <= 92 * mostColumns ? BucketSize::Quarter : BucketSize::Year;
}

std::optional<Shift> shiftFor(Comparison comparison, const Span &span)
{
    switch (comparison) {
    case Comparison::PreviousPeriod:
        return span.shift;
    case Comparison::SamePeriodLastYear:
        return Shift{ 12, 0 };
    case Comparison::None:
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

std::optional<QDate> DateRange::comparisonDay() const
{
    return shift ? std::optional(shift->back(last)) : std::nullopt;
}

DateRange resolve(const RangeChoice &choice, QDate today, QDate earliest)
{
    const Span span = spanOf(choice.preset, today, earliest);
    DateRange range;
    range.from = span.from;
    range.last = std::min(span.to.addDays(-1), today);
    range.shift = shiftFor(choice.comparison, span);
    range.bucketSize = sizeFor(span);
    range.buckets = bucketsOf(range.bucketSize, span, today);
    range.to = range.buckets.last().to;
    return range;
}

} // namespace billhook::domain

#pragma once

#include <QDate>
#include <QList>
#include <QString>

#include <optional>

namespace billhook::domain {

/** Periods a person can choose; days are those of the reporting zone. */
enum class RangePreset
{
    Last7Days,
    Last30Days,
    Last90Days,
    Last365Days,
    MonthToDate,
    QuarterToDate,
    YearToDate,
    LastMonth,
    LastQuarter,
    LastYear,
    Last12Months, ///< the running month and the eleven before it
    All
};

enum class Comparison
{
    PreviousPeriod,
    SamePeriodLastYear,
    None
};

struct RangeChoice
{
    RangePreset preset = RangePreset::Last12Months;
    Comparison comparison = Comparison::PreviousPeriod;

    bool operator==(const RangeChoice &) const = default;
};

enum class BucketSize
{
    Day,
    Week, ///< from Monday on
    Month,
    Quarter,
    Year
};

/** One column of the movements: half-open days. */
struct Bucket
{
    QDate from;
    QDate to;
    bool running = false; ///< today lies in it

    bool operator==(const Bucket &) const = default;
};

/** How far back the comparison lies. */
struct Shift
{
    int months = 0;
    int days = 0;

    QDate back(QDate day) const { return day.addMonths(-months).addDays(-days); }
    bool operator==(const Shift &) const = default;
};

/** A choice in dates of the reporting zone. `to` is the end of the last bucket and lies after today while
 * that is running. */
struct DateRange
{
    QDate from;
    QDate to; ///< exclusive
    QDate last; ///< the last day with figures: the day before `to`, or today
    std::optional<Shift> shift; ///< none: nothing to compare with
    BucketSize bucketSize = BucketSize::Month;
    QList<Bucket> buckets;

    std::optional<QDate> comparisonDay() const; ///< the day that `last` is compared with
};

/** `earliest` is the first day with any movement, for RangePreset::All. */
DateRange resolve(const RangeChoice &choice, QDate today, QDate earliest);

} // namespace billhook::domain

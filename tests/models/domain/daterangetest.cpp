#include "models/domain/daterange.h"

#include <QTest>

using namespace billhook::domain;

/** Choices become half-open days and columns. */
class DateRangeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testResolve_TakesTwelveMonths_WithTheRunningOne();
    void testResolve_GivesEveryPreset_ConnectedBuckets_data();
    void testResolve_GivesEveryPreset_ConnectedBuckets();
    void testResolve_ComparesMonthToDate_WithTheSameDay();
    void testResolve_TakesAll_FromTheFirstMovement();
    void testResolve_ComparesNothing_WhenNotAsked();
    void testResolve_EndsLastMonth_BeforeToday();
};

namespace {

const QDate today(2026, 11, 18);
const QDate earliest(2024, 12, 3);

} // namespace

void DateRangeTest::testResolve_TakesTwelveMonths_WithTheRunningOne()
{
    const DateRange range = resolve({}, today, earliest);
    QCOMPARE(range.from, QDate(2025, 12, 1));
    QCOMPARE(range.to, QDate(2026, 12, 1));
    QCOMPARE(range.last, today);
    QCOMPARE(range.buckets.size(), 12);
    QVERIFY(range.buckets.last().running);
    QVERIFY(!range.buckets.first().running);
    QCOMPARE(*range.comparisonDay(), QDate(2025, 11, 18));
}

void DateRangeTest::testResolve_GivesEveryPreset_ConnectedBuckets_data()
{
    QTest::addColumn<RangePreset>("preset");
    QTest::addColumn<BucketSize>("size");
    QTest::addColumn<int>("most");
    QTest::newRow("7 days") << RangePreset::Last7Days << BucketSize::Day << 7;
    QTest::newRow("30 days") << RangePreset::Last30Days << BucketSize::Week << 6;
    QTest::newRow("90 days") << RangePreset::Last90Days << BucketSize::Week << 14;
    QTest::newRow("365 days") << RangePreset::Last365Days << BucketSize::Month << 13;
    QTest::newRow("month") << RangePreset::MonthToDate << BucketSize::Week << 6;
    QTest::newRow("quarter") << RangePreset::QuarterToDate << BucketSize::Week << 14;
    QTest::newRow("year") << RangePreset::YearToDate << BucketSize::Month << 12;
    QTest::newRow("last month") << RangePreset::LastMonth << BucketSize::Week << 6;
    QTest::newRow("last quarter") << RangePreset::LastQuarter << BucketSize::Week << 15;
    QTest::newRow("last year") << RangePreset::LastYear << BucketSize::Month << 12;
    QTest::newRow("12 months") << RangePreset::Last12Months << BucketSize::Month << 12;
    QTest::newRow("all") << RangePreset::All << BucketSize::Quarter << 14;
}

void DateRangeTest::testResolve_GivesEveryPreset_ConnectedBuckets()
{
    QFETCH(RangePreset, preset);
    QFETCH(BucketSize, size);
    QFETCH(int, most);
    const DateRange range = resolve({ preset, Comparison::PreviousPeriod }, today, earliest);
    QCOMPARE(range.bucketSize, size);
    QVERIFY2(range.buckets.size() <= most, qPrintable(QString::number(range.buckets.size())));
    QCOMPARE(range.buckets.first().from, range.from);
    QCOMPARE(range.buckets.last().to, range.to);
    for (qsizetype i = 1; i < range.buckets.size(); ++i) {
        QCOMPARE(range.buckets.at(i).from, range.buckets.at(i - 1).to);
    }
    QVERIFY(range.last <= today && range.last < range.to);
    QVERIFY(*range.comparisonDay() < range.last);
}

void DateRangeTest::testResolve_ComparesMonthToDate_WithTheSameDay()
{
    const DateRange range
        = resolve({ RangePreset::MonthToDate, Comparison::PreviousPeriod }, QDate(2026, 3, 31), earliest);
    QCOMPARE(*range.comparisonDay(), QDate(2026, 2, 28)); // February has no 31st
}

void DateRangeTest::testResolve_TakesAll_FromTheFirstMovement()
{
    const DateRange range = resolve({ RangePreset::All, Comparison::PreviousPeriod }, today, earliest);
    QCOMPARE(range.from, QDate(2024, 12, 1));
    QCOMPARE(resolve({ RangePreset::All, Comparison::None }, today, {}).from, QDate(2026, 11, 1));
}

void DateRangeTest::testResolve_ComparesNothing_WhenNotAsked()
{
    QVERIFY(!resolve({ RangePreset::Last30Days, Comparison::None }, today, earliest).comparisonDay());
    const DateRange year
        = resolve({ RangePreset::Last30Days, Comparison::SamePeriodLastYear }, today, earliest);
    QCOMPARE(*year.comparisonDay(), QDate(2025, 11, 18));
}

void DateRangeTest::testResolve_EndsLastMonth_BeforeToday()
{
    const DateRange range = resolve({ RangePreset::LastMonth, Comparison::None }, today, earliest);
    QCOMPARE(range.from, QDate(2026, 10, 1));
    QCOMPARE(range.last, QDate(2026, 10, 31));
    QCOMPARE(range.to, QDate(2026, 11, 1));
    QVERIFY(!range.buckets.last().running);
}

QTEST_GUILESS_MAIN(DateRangeTest)

#include "daterangetest.moc"

#include "services/billing/revenuebuilder.h"

#include "services/billing/shownmovements.h"

#include <QTest>

#include <string_view>

using namespace billhook;
using namespace billhook::billing;
using namespace billhook::domain;
using analytics::MovementKind;
using namespace Qt::StringLiterals;

/** Daily movements become balances and columns that add up. */
class RevenueBuilderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testBuild_AddsUp_InOneCurrency();
    void testBuild_TakesMovements_InAnyOrder();
    void testBuild_Converts_AtTheDaysRates();
    void testBuild_LeavesCurrenciesOut_WhenARateIsMissing();
    void testBuild_CarriesARate_OverAWeekend();
    void testBuild_Compares_WithTheShiftedDays();
    void testBuild_SaysEmpty_WithoutMovements();
    void testShownMovements_AddUp_InEveryUnit();
    void testMovementsAddUp_Notices_AWrongColumn();
    void testChangePerMille_HasNoValue_FromNothing();
};

namespace {

const QDate today(2026, 11, 18);

DateRange twelveMonths()
{
    return resolve({}, today, QDate(2025, 1, 1));
}

void addRates(Converter &converter, const QString &currency, std::string_view rate)
{
    for (QDate day(2024, 11, 1); day <= today; day = day.addDays(1)) {
        converter.addRate(day, currency, rate, today);
    }
}

void add(RevenueBuilder &builder, const QString &currency, QDate day, MovementKind kind, qint64 amount)
{
    builder.add({ currency, kind, { { day, amount } } });
}

} // namespace

void RevenueBuilderTest::testBuild_AddsUp_InOneCurrency()
{
    const Converter converter(u"usd"_s);
    RevenueBuilder builder(twelveMonths(), today, converter);
    add(builder, u"usd"_s, QDate(2025, 11, 30), MovementKind::New, 120'000);
    add(builder, u"usd"_s, QDate(2026, 1, 5), MovementKind::Expansion, 12'000);
    add(builder, u"usd"_s, QDate(2026, 1, 5), MovementKind::Contraction, -2'400);
    add(builder, u"usd"_s, QDate(2026, 11, 18), MovementKind::Churn, -60'000);
    const RevenueFigures figures = builder.build();
    QCOMPARE(figures.annual, 69'600);
    QCOMPARE(figures.periods.size(), 12);
    QCOMPARE(figures.periods.first().opening, 120'000);
    const PeriodFigures &january = figures.periods.at(1);
    QCOMPARE(january.expansion, 12'000);
    QCOMPARE(january.contraction, -2'400);
    QCOMPARE(january.closing, 129'600);
    QCOMPARE(figures.periods.last().churn, -60'000);
    QCOMPARE(figures.series.first(), (SeriesPoint{ QDate(2025, 12, 1), 120'000 }));
    QCOMPARE(figures.series.last(), (SeriesPoint{ today, 69'600 }));
    QVERIFY(!figures.headline.converted);
    QVERIFY(movementsAddUp(figures));
}

void RevenueBuilderTest::testBuild_TakesMovements_InAnyOrder()
{
    const Converter converter(u"usd"_s);
    RevenueBuilder builder(twelveMonths(), today, converter);
    add(builder, u"usd"_s, today, MovementKind::Churn, -60'000);
    add(builder, u"usd"_s, QDate(2025, 11, 30), MovementKind::New, 120'000);
    add(builder, u"usd"_s, QDate(2026, 1, 5), MovementKind::Expansion, 12'000);
    const RevenueFigures figures = builder.build();
    QCOMPARE(figures.series.first(), (SeriesPoint{ QDate(2025, 12, 1), 120'000 }));
    QCOMPARE(figures.series.at(35), (SeriesPoint{ QDate(2026, 1, 5), 132'000 }));
    QCOMPARE(figures.series.last(), (SeriesPoint{ today, 72'000 }));
    QVERIFY(movementsAddUp(figures));
}

void RevenueBuilderTest::testBuild_Converts_AtTheDaysRates()
{
    Converter converter(u"usd"_s);
    addRates(converter, u"eur"_s, "1.10");
    addRates(converter, u"jpy"_s, "0.0067");
    converter.addRate(QDate(2026, 2, 10), u"eur"_s, "1.20", QDate(2026, 2, 10));
    RevenueBuilder builder(twelveMonths(), today, converter);
    add(builder, u"eur"_s, QDate(2026, 2, 10), MovementKind::New, 10'000);
    add(builder, u"jpy"_s, QDate(2026, 2, 11), MovementKind::New, 100'000);
    add(builder, u"usd"_s, QDate(2025, 11, 30), MovementKind::New, 50'000);
    const RevenueFigures figures = builder.build();
    QVERIFY(figures.headline.converted);
    QVERIFY(figures.headline.notIncluded.isEmpty());
    const PeriodFigures &february = figures.periods.at(2);
    // 100.00 EUR at 1.20 and 100,000 JPY (no decimals) at 0.0067, in cents
    QCOMPARE(february.newBusiness, 12'000 + 67'000);
    QCOMPARE(february.closing, 50'000 + 11'000 + 67'000);
    QCOMPARE(february.fx, -1'000);
    QCOMPARE(figures.annual, 128'000);
    QVERIFY(movementsAddUp(figures));
    QCOMPARE(figures.perCurrency.size(), 3);
    QCOMPARE(figures.perCurrency.at(0).currency, u"eur"_s);
    QCOMPARE(figures.perCurrency.at(0).periods.at(2).newBusiness, 10'000);
    QCOMPARE(figures.perCurrency.at(0).periods.at(2).fx, 0);
}

void RevenueBuilderTest::testBuild_LeavesCurrenciesOut_WhenARateIsMissing()
{
    Converter converter(u"usd"_s);
    addRates(converter, u"eur"_s, "1.10");
    RevenueBuilder builder(twelveMonths(), today, converter);
    add(builder, u"eur"_s, QDate(2026, 2, 10), MovementKind::New, 10'000);
    add(builder, u"jpy"_s, QDate(2026, 2, 11), MovementKind::New, 100'000);
    add(builder, u"usd"_s, QDate(2026, 2, 12), MovementKind::New, 50'000);
    const RevenueFigures figures = builder.build();
    QVERIFY(!figures.headline.converted);
    QCOMPARE(figures.headline.notIncluded, QStringList({ u"eur"_s, u"jpy"_s }));
    QCOMPARE(figures.annual, 50'000);
    QCOMPARE(figures.periods.at(2).newBusiness, 50'000);
    QCOMPARE(figures.periods.at(2).fx, 0);
    QVERIFY(movementsAddUp(figures));
}

void RevenueBuilderTest::testBuild_CarriesARate_OverAWeekend()
{
    Converter converter(u"usd"_s);
    converter.addRate(QDate(2026, 11, 13), u"eur"_s, "1.10", today);
    QCOMPARE(*converter.convert(100, u"eur"_s, QDate(2026, 11, 18)), 110);
    QVERIFY(!converter.convert(100, u"eur"_s, QDate(2026, 11, 12)));
    QVERIFY(!converter.convert(100, u"eur"_s, QDate(2026, 11, 13).addDays(Converter::oldestRateDays + 1)));
    QCOMPARE(*converter.convert(0, u"eur"_s, QDate(2020, 1, 1)), 0);
}

void RevenueBuilderTest::testBuild_Compares_WithTheShiftedDays()
{
    const Converter converter(u"usd"_s);
    RevenueBuilder builder(twelveMonths(), today, converter);
    add(builder, u"usd"_s, QDate(2025, 3, 1), MovementKind::New, 40'000);
    add(builder, u"usd"_s, QDate(2026, 3, 1), MovementKind::New, 20'000);
    const RevenueFigures figures = builder.build();
    QCOMPARE(*figures.annualBefore, 40'000);
    QCOMPARE(figures.comparison.first(), (ComparisonPoint{ QDate(2026, 3, 1), QDate(2025, 3, 1), 40'000 }));
    QCOMPARE(figures.comparison.last().day, QDate(2025, 11, 30));
    QCOMPARE(*changePerMille(*figures.annualBefore, figures.annual), 500);
}

void RevenueBuilderTest::testBuild_SaysEmpty_WithoutMovements()
{
    const Converter converter(u"usd"_s);
    const RevenueFigures figures = RevenueBuilder(twelveMonths(), today, converter).build();
    QVERIFY(figures.empty);
    QCOMPARE(figures.annual, 0);
    QVERIFY(!figures.annualBefore);
    QCOMPARE(figures.periods.size(), 12);
}

void RevenueBuilderTest::testShownMovements_AddUp_InEveryUnit()
{
    PeriodFigures exact;
    exact.opening = 1'234'567;
    exact.newBusiness = 55'555;
    exact.expansion = 33'333;
    exact.reactivation = 1;
    exact.contraction = -22'222;
    exact.churn = -44'449;
    exact.fx = 17;
    exact.closing = exact.opening + exact.moves();
    for (const qint64 unit : { 12, 1'200, 7'777, 120'000 }) {
        const PeriodFigures shown = shownMovements({ exact }, unit).first();
        QCOMPARE(shown.opening + shown.moves(), shown.closing);
        QVERIFY(std::abs(shown.closing * unit - exact.closing) <= unit);
        QVERIFY(std::abs(shown.churn * unit - exact.churn) <= unit);
    }
}

void RevenueBuilderTest::testMovementsAddUp_Notices_AWrongColumn()
{
    const Converter converter(u"usd"_s);
    RevenueBuilder builder(twelveMonths(), today, converter);
    add(builder, u"usd"_s, QDate(2026, 2, 12), MovementKind::New, 50'000);
    RevenueFigures figures = builder.build();
    QVERIFY(movementsAddUp(figures));
    figures.perCurrency.first().periods[3].churn -= 1;
    QVERIFY(!movementsAddUp(figures));
    figures = builder.build();
    figures.annual += 1;
    QVERIFY(!movementsAddUp(figures));
}

void RevenueBuilderTest::testChangePerMille_HasNoValue_FromNothing()
{
    QVERIFY(!changePerMille(0, 5));
    QCOMPARE(*changePerMille(200, 150), -250);
    QVERIFY(!revenuePerCustomer(1'200, 0));
    QCOMPARE(*revenuePerCustomer(1'200, 8), 13); // 12.5, half away from zero
}

QTEST_GUILESS_MAIN(RevenueBuilderTest)

#include "revenuebuildertest.moc"

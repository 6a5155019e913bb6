#include "services/billing/counterbuilder.h"

#include <QTest>

using namespace billhook::billing;
using namespace billhook::domain;
using namespace Qt::StringLiterals;

/** Changes of counters become values with a past. */
class CounterBuilderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testBuild_AddsChanges_ToValues();
    void testBuild_ConvertsAmounts_OrLeavesThemOut();
    void testBuild_ComparesNothing_BeforeTheFirstMovement();
};

namespace {

const QDate today(2026, 11, 18);

} // namespace

void CounterBuilderTest::testBuild_AddsChanges_ToValues()
{
    const DateRange range = resolve({}, today, QDate(2025, 1, 1));
    const Converter converter(u"usd"_s);
    CounterBuilder builder(range, QDate(2025, 1, 1), converter);
    builder.add({ u"customers"_s, {}, -1, true, 0, 10 });
    builder.add({ u"customers"_s, {}, -1, false, 0, 2 });
    builder.add({ u"customers"_s, {}, 3, false, 0, 5 });
    builder.add({ u"customers"_s, {}, 5, false, 0, -2 });
    builder.add({ u"paying"_s, u"usd"_s, -1, true, 0, 14 });
    builder.add({ u"paying"_s, u"eur"_s, 4, false, 0, 1 });
    const CounterFigures figures = builder.build();
    QCOMPARE(figures.payingCustomers.now, 15);
    QCOMPARE(figures.payingOwn.now, 14);
    QCOMPARE(*figures.payingCustomers.before, 10);
    QCOMPARE(figures.payingCustomers.trend.at(2).annual, 12);
    QCOMPARE(figures.payingCustomers.trend.at(3).annual, 17);
    QCOMPARE(figures.payingCustomers.trend.last().day, today);
    QVERIFY(figures.payingCustomers.trend.size() <= 31);
    QCOMPARE(figures.trialing.now, 0);
}

void CounterBuilderTest::testBuild_ConvertsAmounts_OrLeavesThemOut()
{
    const DateRange range = resolve({ RangePreset::Last7Days, Comparison::None }, today, QDate(2025, 1, 1));
    Converter converter(u"usd"_s);
    converter.addRate(QDate(2026, 11, 12), u"eur"_s, "1.5", today);
    CounterBuilder builder(range, QDate(2025, 1, 1), converter);
    builder.add({ u"at_risk"_s, u"usd"_s, 0, false, 1'000, 1 });
    builder.add({ u"at_risk"_s, u"eur"_s, 1, false, 100, 1 });
    CounterFigures figures = builder.build();
    QCOMPARE(figures.atRiskAmount.now, 1'150);
    QVERIFY(figures.headline.converted);
    QCOMPARE(figures.atRiskInvoices.now, 2);
    builder.add({ u"at_risk"_s, u"jpy"_s, 1, false, 100, 1 });
    figures = builder.build();
    QCOMPARE(figures.atRiskAmount.now, 1'000);
    QCOMPARE(figures.headline.notIncluded, QStringList({ u"eur"_s, u"jpy"_s }));
    QCOMPARE(figures.atRiskInvoices.now, 3);
}

void CounterBuilderTest::testBuild_ComparesNothing_BeforeTheFirstMovement()
{
    const Converter converter(u"usd"_s);
    CounterBuilder builder(resolve({}, today, QDate(2026, 6, 1)), QDate(2026, 6, 1), converter);
    builder.add({ u"customers"_s, {}, 20, false, 0, 10 });
    QVERIFY(!builder.build().payingCustomers.before);
}

QTEST_GUILESS_MAIN(CounterBuilderTest)

#include "counterbuildertest.moc"

#include "models/analytics/ratios.h"

#include <QTest>

using namespace billhook::analytics;
using billhook::domain::Rounding;

namespace {

/** Of the worked example: 1,000 + 100 + 50 - 40 - 60 - 5 = 1,045, plus a reactivation of 10. */
constexpr MovementLines lines{ .opening = 1'000,
    .newBusiness = 100,
    .expansion = 50,
    .reactivation = 10,
    .contraction = -40,
    .churn = -60,
    .fx = -5,
    .closing = 1'055 };

} // namespace

class RatiosTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRevenueRates_OfOneMonth()
    {
        QVERIFY(addsUp(lines));
        QVERIFY(grossRevenueChurn(lines) == Rational::ratio(1, 10));
        QVERIFY(netRevenueChurn(lines) == Rational::ratio(4, 100));
        QVERIFY(netRevenueRetention(lines) == Rational::ratio(95, 100));
        QVERIFY(grossRevenueRetention(lines) == Rational::ratio(9, 10));
        QVERIFY(quickRatio(lines) == Rational::ratio(16, 10));
    }

    void testGrossRetention_IsNeverAbove_All()
    {
        const MovementLines odd{ .opening = 100, .contraction = 7 };
        QVERIFY(grossRevenueRetention(odd) == Rational::whole(1));
    }

    void testLifetimeValue_IsUnrounded()
    {
        // 500 a customer when 10 of 110 left: a churn rounded to 9 % would give 5,555.
        const Rational perCustomer = revenuePerCustomer(50'000 * 12 * 7, 7);
        QVERIFY(perCustomer == Rational::whole(50'000));
        const Rational value = lifetimeValue(perCustomer, customerChurn(10, 110));
        QCOMPARE(value.rounded(Rounding::HalfAwayFromZero).value(), 550'000);
    }

    void testRevenuePerCustomer_KeepsFractions()
    {
        QVERIFY(revenuePerCustomer(1'000, 3) == Rational::ratio(250, 9));
    }

    void testTrialConversion()
    {
        QVERIFY(trialConversion(3, 4) == Rational::ratio(3, 4));
        QVERIFY(trialConversion(0, 4) == Rational());
    }

    void testDivisionByZero_HasNoValue()
    {
        const MovementLines nothing;
        QVERIFY(!grossRevenueChurn(nothing).hasValue());
        QVERIFY(!netRevenueChurn(nothing).hasValue());
        QVERIFY(!netRevenueRetention(nothing).hasValue());
        QVERIFY(!grossRevenueRetention(nothing).hasValue());
        QVERIFY(!quickRatio(nothing).hasValue());
        QVERIFY(!customerChurn(0, 0).hasValue());
        QVERIFY(!revenuePerCustomer(100, 0).hasValue());
        QVERIFY(!lifetimeValue(Rational::whole(500), customerChurn(0, 110)).hasValue());
        QVERIFY(!lifetimeValue(Rational::whole(500), customerChurn(0, 0)).hasValue());
        QVERIFY(!trialConversion(0, 0).hasValue());
    }
};

QTEST_APPLESS_MAIN(RatiosTest)
#include "ratiostest.moc"

#include "models/analytics/rational.h"

#include "models/analytics/largestremainder.h"

#include <QTest>

#include <array>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using billhook::analytics::largestRemainder;
using billhook::analytics::Rational;
using billhook::domain::Int128;
using billhook::domain::Rounding;

namespace {

Rational ratio(std::int64_t numerator, std::int64_t denominator)
{
    return Rational::ratio(numerator, denominator);
}

std::vector<qint64> shares(const std::vector<Int128> &numerators, Int128 denominator, Int128 total)
{
    std::vector<qint64> result;
    for (const Int128 share : largestRemainder(numerators, denominator, total).shares) {
        result.push_back(static_cast<qint64>(share));
    }
    return result;
}

} // namespace

class RationalTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testArithmetic_IsExact()
    {
        QVERIFY(ratio(1, 3) + ratio(1, 6) == ratio(1, 2));
        QVERIFY(ratio(1, 3) - ratio(1, 3) == Rational());
        QVERIFY(ratio(2, 3) * ratio(3, -4) == ratio(-1, 2));
        QVERIFY(ratio(1, 3) / ratio(-2, 3) == ratio(1, -2));
        QVERIFY(ratio(10, 4).denominator() == 2);
    }

    void testWithoutValue_StaysWithoutValue()
    {
        QVERIFY(!ratio(1, 0).hasValue());
        QVERIFY(!(ratio(1, 2) / Rational()).hasValue());
        QVERIFY(!(Rational::none() + ratio(1, 2)).hasValue());
        QVERIFY(!(Rational::none() * Rational()).hasValue());
        QVERIFY(!Rational::none().rounded(Rounding::HalfEven).has_value());
    }

    void testOverflow_HasNoValue()
    {
        const Rational large = Rational::whole(Int128{ 1 } << 126);
        QVERIFY(large.hasValue());
        QVERIFY(!(large * Rational::whole(4)).hasValue());
        QVERIFY(!(large + large).hasValue());
        QVERIFY(!(large * Rational::whole(-1) - large).hasValue());
        QVERIFY((large * Rational::whole(4) / Rational::whole(4)) == Rational::none());
        QVERIFY(large * ratio(4, 4) == large);
        QVERIFY(!large.rounded(Rounding::HalfEven).has_value());
        QVERIFY(!Rational::whole(Int128{ 1 } << 127).hasValue());
    }

    void testLargestRemainder_Shares()
    {
        QCOMPARE(shares({ 1, 1, 1 }, 3, 1), (std::vector<qint64>{ 1, 0, 0 }));
        QCOMPARE(shares({ 1, 2, 0 }, 3, 1), (std::vector<qint64>{ 0, 1, 0 }));
        QCOMPARE(shares({ -1, 7, 6 }, 12, 1), (std::vector<qint64>{ 0, 1, 0 }));
        QCOMPARE(shares({ 0, 12, 0 }, 12, 2), (std::vector<qint64>{ 0, 2, 0 }));
        QCOMPARE(shares({ 0, 12, 0 }, 12, 0), (std::vector<qint64>{ 0, 0, 0 }));
        QCOMPARE(shares({ 0, 0 }, 12, 1), (std::vector<qint64>{ 1, 0 }));
    }

    void testLargestRemainder_AddsUp_Seeded()
    {
        constexpr unsigned seed = 7'011;
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        std::uniform_int_distribution<qint64> part(-1'000'000, 1'000'000);
        for (int round = 0; round < 1'000; ++round) {
            std::vector<Int128> numerators(6);
            Int128 sum = 0;
            for (Int128 &numerator : numerators) {
                numerator = part(random);
                sum += numerator;
            }
            const auto total = billhook::domain::divide(sum, 12, Rounding::HalfAwayFromZero).value();
            const auto parts = shares(numerators, 12, total);
            QCOMPARE(std::accumulate(parts.begin(), parts.end(), 0LL), static_cast<long long>(total));
            for (std::size_t i = 0; i < parts.size(); ++i) {
                const Int128 error = Int128{ parts[i] } * 12 - numerators[i];
                QVERIFY(error > -24 && error < 24);
            }
        }
    }
};

QTEST_APPLESS_MAIN(RationalTest)
#include "rationaltest.moc"

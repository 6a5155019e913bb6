#include "models/domain/money.h"

#include <QTest>

#include <limits>
#include <random>

using billhook::domain::Currency;
using billhook::domain::divide;
using billhook::domain::Int128;
using billhook::domain::Money;
using billhook::domain::Rounding;

namespace {

constexpr qint64 greatest = std::numeric_limits<qint64>::max();
constexpr qint64 least = std::numeric_limits<qint64>::min();

Money money(qint64 minor, const char *code = "usd")
{
    return { minor, Currency::fromCode(code).value() };
}

} // namespace

class MoneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testPlus_Adds_OneCurrency()
    {
        QCOMPARE(money(250).plus(money(-75)).value().minor(), 175);
        QCOMPARE(money(250).minus(money(300)).value().minor(), -50);
        QCOMPARE(money(250).times(-3).value().minor(), -750);
    }

    void testPlus_Rejects_MixedCurrencies()
    {
        const auto sum = money(1, "usd").plus(money(1, "eur"));
        QVERIFY(!sum);
        QCOMPARE(sum.error().code, std::string("currency_mismatch"));
        QVERIFY(!money(1, "usd").minus(money(1, "jpy")));
        QVERIFY(money(1, "usd") != money(1, "eur"));
    }

    void testArithmetic_Rejects_Overflow()
    {
        QCOMPARE(money(greatest).plus(money(1)).error().code, std::string("money_overflow"));
        QVERIFY(!money(least).minus(money(1)));
        QVERIFY(!money(greatest).times(2));
        QVERIFY(!money(least).times(-1));
        QVERIFY(!money(least).dividedBy(-1, Rounding::HalfEven));
        QCOMPARE(money(7).dividedBy(0, Rounding::HalfEven).error().code, std::string("division_by_zero"));
    }

    void testDivide_Rounds_data()
    {
        QTest::addColumn<qint64>("numerator");
        QTest::addColumn<qint64>("denominator");
        QTest::addColumn<qint64>("halfEven");
        QTest::addColumn<qint64>("halfAway");
        QTest::addColumn<qint64>("down");
        QTest::newRow("5/2") << 5LL << 2LL << 2LL << 3LL << 2LL;
        QTest::newRow("7/2") << 7LL << 2LL << 4LL << 4LL << 3LL;
        QTest::newRow("-5/2") << -5LL << 2LL << -2LL << -3LL << -3LL;
        QTest::newRow("5/-2") << 5LL << -2LL << -2LL << -3LL << -3LL;
        QTest::newRow("-7/2") << -7LL << 2LL << -4LL << -4LL << -4LL;
        QTest::newRow("1/2") << 1LL << 2LL << 0LL << 1LL << 0LL;
        QTest::newRow("-1/2") << -1LL << 2LL << 0LL << -1LL << -1LL;
        QTest::newRow("10/3") << 10LL << 3LL << 3LL << 3LL << 3LL;
        QTest::newRow("-10/3") << -10LL << 3LL << -3LL << -3LL << -4LL;
        QTest::newRow("11/3") << 11LL << 3LL << 4LL << 4LL << 3LL;
        QTest::newRow("exact") << -12LL << 4LL << -3LL << -3LL << -3LL;
        QTest::newRow("greatest") << greatest << 1LL << greatest << greatest << greatest;
    }
    void testDivide_Rounds()
    {
        QFETCH(const qint64, numerator);
        QFETCH(const qint64, denominator);
        QTEST(static_cast<qint64>(divide(numerator, denominator, Rounding::HalfEven).value()), "halfEven");
        QTEST(static_cast<qint64>(divide(numerator, denominator, Rounding::HalfAwayFromZero).value()),
            "halfAway");
        QTEST(static_cast<qint64>(divide(numerator, denominator, Rounding::Down).value()), "down");
    }

    void testDivide_HasNoValue_BeyondInt64()
    {
        QVERIFY(!divide(1, 0, Rounding::HalfEven));
        QVERIFY(!divide(Int128{ greatest } + 1, 1, Rounding::HalfEven));
        QVERIFY(divide(Int128{ greatest } * 5, 5, Rounding::HalfEven) == greatest);
    }

    void testPlus_IsAssociative_Seeded()
    {
        constexpr unsigned seed = 20'261;
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        std::uniform_int_distribution<qint64> amount(-1'000'000'000'000, 1'000'000'000'000);
        for (const char *code : { "usd", "jpy", "kwd" }) {
            for (int i = 0; i < 500; ++i) {
                const Money a = money(amount(random), code);
                const Money b = money(amount(random), code);
                const Money c = money(amount(random), code);
                QVERIFY(a.plus(b).value().plus(c).value() == a.plus(b.plus(c).value()).value());
                QVERIFY(a.plus(b).value().minus(b).value() == a);
                QVERIFY(a.plus(b).value() == b.plus(a).value());
            }
        }
    }
};

QTEST_APPLESS_MAIN(MoneyTest)
#include "moneytest.moc"

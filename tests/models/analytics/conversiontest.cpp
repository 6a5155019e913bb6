#include "models/analytics/conversion.h"

#include <QTest>

#include <array>
#include <chrono>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace billhook::analytics;
using namespace billhook::domain;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::year_month january{ 2026y, std::chrono::January };

Currency currency(const char *code)
{
    return Currency::fromCode(code).value();
}

Day day(int number)
{
    return Day(january / 1) + std::chrono::days(number - 1);
}

Decimal rate(const char *text)
{
    return parseDecimal(text).value();
}

DailyDelta delta(int number, const char *code, MovementKind kind, std::int64_t amount)
{
    return { .day = day(number), .currency = code, .kind = kind, .amount = amount };
}

const Day endOfTime = day(100'000);

} // namespace

class ConversionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testConvert_Respects_Exponents_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("rate");
        QTest::addColumn<qint64>("minor");
        QTest::addColumn<qint64>("expected");
        const auto row
            = [](const char *from, const char *to, const char *rate, qint64 minor, qint64 expected) {
                  QTest::addRow("%s to %s", from, to)
                      << QByteArray(from) << QByteArray(to) << QByteArray(rate) << minor << expected;
              };
        row("eur", "usd", "1.0825", 10'000, 10'825);
        row("jpy", "usd", "0.0065", 414'400, 269'360); // 414,400 yen are 2,693.60
        row("usd", "jpy", "153.846153846153", 10'000, 15'385); // 100.00 are 15,384.6...
        row("kwd", "usd", "3.25", 5'120, 1'664); // 5.120 dinar are 16.64
        row("usd", "kwd", "0.307", 1'000, 3'070);
        row("isk", "usd", "0.0072", 50'000, 360); // 500 kronur, sent with two decimals, are 3.60
        row("ugx", "usd", "0.00027", 1'000'000, 270);
        row("jpy", "kwd", "0.002", 1'000, 2'000);
    }
    void testConvert_Respects_Exponents()
    {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        QFETCH(const QByteArray, rate);
        QFETCH(const qint64, minor);
        RateTable rates(currency(to.constData()));
        rates.add(currency(from.constData()), day(1), ::rate(rate.constData()));
        const auto value
            = rates.convert(minor, currency(from.constData()), day(1)).rounded(Rounding::HalfEven);
        QVERIFY(value.has_value());
        QTEST(static_cast<qint64>(*value), "expected");
    }

    void testConvert_WithoutRate_HasNoValue()
    {
        RateTable rates(currency("usd"));
        rates.add(currency("eur"), day(1), rate("1.1"));
        QVERIFY(!rates.convert(100, currency("eur"), day(2)).hasValue());
        QVERIFY(!rates.convert(100, currency("gbp"), day(1)).hasValue());
        QVERIFY(rates.convert(0, currency("gbp"), day(1)) == Rational());
        QVERIFY(rates.convert(100, currency("usd"), day(2)) == Rational::whole(100));
        QVERIFY(rates.has(currency("eur"), day(1)));
        QVERIFY(!rates.has(currency("eur"), day(2)));
    }

    /** Worked example: the same month as in MovementTableTest with an FX line of -5. */
    void testTable_WorkedExample_Fx()
    {
        RateTable rates(currency("usd"));
        rates.add(currency("eur"), day(0), rate("1.10"));
        rates.add(currency("eur"), day(31), rate("1.00"));
        const std::vector<DailyDelta> deltas{ delta(9, "usd", MovementKind::New, 120'000),
            delta(10, "usd", MovementKind::Expansion, 60'000),
            delta(10, "usd", MovementKind::Contraction, -48'000),
            delta(20, "usd", MovementKind::Churn, -72'000) };
        const auto months = monthsFrom(january, 1);
        const ConversionInput input{ .opening = { { "usd", 1'134'000 }, { "eur", 60'000 } },
            .deltas = deltas,
            .periods = months,
            .asOf = endOfTime };
        const auto table = convertedTable(input, rates);
        QVERIFY(table.has_value());
        const MovementLines expected{ .opening = 100'000,
            .newBusiness = 10'000,
            .expansion = 5'000,
            .reactivation = 0,
            .contraction = -4'000,
            .churn = -6'000,
            .fx = -500,
            .closing = 104'500 };
        QVERIFY(table->at(0).column.shown == expected);
        QVERIFY(table->at(0).without.empty());
    }

    void testTable_MovementsTakeTheirDay_BalancesTheEnd()
    {
        RateTable rates(currency("usd"));
        rates.add(currency("eur"), day(10), rate("1.20"));
        rates.add(currency("eur"), day(31), rate("1.50"));
        rates.add(currency("eur"), day(59), rate("2"));
        const std::vector<DailyDelta> deltas{ delta(10, "eur", MovementKind::New, 1'200) };
        const auto months = monthsFrom(january, 2);
        const ConversionInput input{ .opening = {}, .deltas = deltas, .periods = months, .asOf = endOfTime };
        const auto table = convertedTable(input, rates);
        QVERIFY(table.has_value());
        QCOMPARE(table->at(0).column.annual.newBusiness, 1'440);
        QCOMPARE(table->at(0).column.annual.fx, 360);
        QCOMPARE(table->at(0).column.annual.closing, 1'800);
        QCOMPARE(table->at(1).column.annual.opening, 1'800);
        QCOMPARE(table->at(1).column.annual.fx, 600);
        QCOMPARE(table->at(1).column.annual.closing, 2'400);
    }

    void testTable_RunningMonth_UsesTodaysRate()
    {
        RateTable rates(currency("usd"));
        rates.add(currency("eur"), day(10), rate("1.20"));
        const std::vector<DailyDelta> deltas{ delta(10, "eur", MovementKind::New, 1'000) };
        const auto months = monthsFrom(january, 1);
        const ConversionInput input{ .opening = {}, .deltas = deltas, .periods = months, .asOf = day(10) };
        const auto table = convertedTable(input, rates);
        QVERIFY(table.has_value() && table->at(0).without.empty());
        QCOMPARE(table->at(0).column.annual.closing, 1'200);
    }

    void testTable_MissingRate_StaysOut_AndIsListed()
    {
        RateTable rates(currency("usd"));
        rates.add(currency("eur"), day(31), rate("1.50"));
        const std::vector<DailyDelta> deltas{ delta(10, "eur", MovementKind::New, 1'200),
            delta(12, "usd", MovementKind::New, 2'400), delta(13, "jpy", MovementKind::New, 300) };
        const auto months = monthsFrom(january, 1);
        const ConversionInput input{ .opening = {}, .deltas = deltas, .periods = months, .asOf = endOfTime };
        const auto table = convertedTable(input, rates);
        QVERIFY(table.has_value());
        const auto &column = table->at(0);
        QCOMPARE(column.column.annual.newBusiness, 2'400);
        QCOMPARE(column.column.annual.closing, 4'200);
        QCOMPARE(column.column.annual.fx, 1'800);
        QVERIFY(addsUp(column.column.annual));
        QCOMPARE(column.without.size(), std::size_t{ 3 });
        QCOMPARE(column.without[0].currency, std::string("eur"));
        QCOMPARE(column.without[0].amount, 1'200);
        QVERIFY(column.without[0].day == day(10) && column.without[0].place == Unconverted::Place::Movement);
        QCOMPARE(column.without[1].currency, std::string("jpy"));
        QVERIFY(column.without[2].place == Unconverted::Place::Closing && column.without[2].day == day(31));
    }

    void testTable_Rejects_WhatIsNoCurrency()
    {
        const RateTable rates(currency("usd"));
        const std::vector<DailyDelta> deltas{ delta(10, "dollars", MovementKind::New, 1) };
        const auto months = monthsFrom(january, 1);
        QVERIFY(!convertedTable(
            { .opening = {}, .deltas = deltas, .periods = months, .asOf = endOfTime }, rates));
    }

    void testTable_AddsUp_AndIsAggregationFree_Seeded()
    {
        constexpr unsigned seed = 90'210;
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        std::uniform_int_distribution<int> when(1, 181);
        std::uniform_int_distribution<std::int64_t> amount(1, 1'000'000);
        RateTable rates(currency("usd"));
        for (int number = 0; number <= 181; ++number) {
            for (const char *code : { "eur", "jpy", "kwd", "isk" }) {
                const auto text = "0." + std::to_string(1'000 + amount(random));
                rates.add(currency(code), day(number), rate(text.c_str()));
            }
        }
        const auto months = monthsFrom(january, 6);
        for (int round = 0; round < 30; ++round) {
            std::vector<DailyDelta> whole;
            std::vector<DailyDelta> split;
            for (int i = 0; i < 80; ++i) {
                const char *code
                    = std::array{ "usd", "eur", "jpy", "kwd", "isk" }.at(static_cast<std::size_t>(i % 5));
                const auto item = delta(when(random), code, static_cast<MovementKind>(i % 3), amount(random));
                whole.push_back(item);
                split.push_back(item);
                split.back().amount -= 1;
                split.push_back(item);
                split.back().amount = 1;
            }
            const std::map<std::string, std::int64_t> opening{ { "usd", amount(random) },
                { "jpy", amount(random) } };
            const auto table = convertedTable(
                { .opening = opening, .deltas = whole, .periods = months, .asOf = endOfTime }, rates);
            const auto again = convertedTable(
                { .opening = opening, .deltas = split, .periods = months, .asOf = endOfTime }, rates);
            QVERIFY(table.has_value() && again.has_value());
            for (std::size_t i = 0; i < table->size(); ++i) {
                const MovementColumn &column = table->at(i).column;
                QVERIFY(table->at(i).without.empty());
                QVERIFY(addsUp(column.annual) && addsUp(column.shown));
                QVERIFY(column.annual == again->at(i).column.annual);
                QVERIFY(i == 0 || column.shown.opening == table->at(i - 1).column.shown.closing);
            }
        }
    }
};

QTEST_APPLESS_MAIN(ConversionTest)
#include "conversiontest.moc"

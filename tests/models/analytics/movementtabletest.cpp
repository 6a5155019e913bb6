#include "models/analytics/movementtable.h"

#include "models/analytics/pricing.h"
#include "models/domain/recurring.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace billhook::analytics;
using namespace billhook::domain;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t secondsPerDay = 86'400;
constexpr std::chrono::year_month january{ 2026y, std::chrono::January };

Day day(int number)
{
    return Day(january / 1) + std::chrono::days(number - 1);
}

DailyDelta delta(int number, MovementKind kind, std::int64_t amount)
{
    return { .day = day(number), .currency = "usd", .kind = kind, .amount = amount };
}

/** A subscription with one monthly price, as revisions of its customer see it. */
RevisionPoint revision(const char *id, int number, const char *status, std::int64_t monthlyPrice)
{
    SubscriptionTerms terms;
    terms.id = id;
    terms.status = status;
    terms.currency = "usd";
    PriceTerms price;
    price.currency = "usd";
    price.recurring = true;
    price.unitAmount = Decimal{ .mantissa = monthlyPrice, .scale = 0 };
    terms.items.push_back({ .id = "si_1", .price = price, .quantity = 1, .discounts = {} });
    const std::int64_t eff = (day(number).time_since_epoch().count()) * secondsPerDay;
    return { .subscriptionId = id,
        .eff = eff,
        .currency = "usd",
        .annual = contribution(terms, Profile::StripeDefault, eff, nullptr).annual,
        .eventId = "evt_" + std::to_string(number) };
}

std::vector<DailyDelta> deltasOf(const std::vector<RevisionPoint> &revisions)
{
    std::vector<DailyDelta> deltas;
    for (const Movement &movement : movements(revisions)) {
        deltas.push_back({ .day = Day(std::chrono::days(movement.eff / secondsPerDay)),
            .currency = movement.currency,
            .kind = movement.kind,
            .amount = movement.amount });
    }
    return deltas;
}

void append(std::vector<DailyDelta> &all, const std::vector<DailyDelta> &more)
{
    all.insert(all.end(), more.begin(), more.end());
}

bool chains(const std::vector<MovementColumn> &table)
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (!addsUp(table[i].annual) || !addsUp(table[i].shown)
            || (i > 0
                && (table[i].shown.opening != table[i - 1].shown.closing
                    || table[i].annual.opening != table[i - 1].annual.closing))) {
            return false;
        }
    }
    return true;
}

} // namespace

class MovementTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testMonthsFrom_FollowEachOther()
    {
        const auto months = monthsFrom({ 2025y, std::chrono::December }, 3);
        QCOMPARE(months.size(), std::size_t{ 3 });
        QVERIFY(months[0].from == Day(2025y / 12 / 1) && months[0].to == Day(2026y / 1 / 1));
        QVERIFY(months[2].from == Day(2026y / 2 / 1) && months[2].to == Day(2026y / 3 / 1));
        QVERIFY(monthsFrom(january, 0).empty());
    }

    void testMonthlyOf_Rounds_HalfAwayFromZero()
    {
        QCOMPARE(billhook::domain::monthlyOf(130'000), 10'833); // 50 every 2 weeks
        QCOMPARE(billhook::domain::monthlyOf(6), 1);
        QCOMPARE(billhook::domain::monthlyOf(5), 0);
        QCOMPARE(billhook::domain::monthlyOf(-6), -1);
        QCOMPARE(billhook::domain::monthlyOf(100 * 120'000 + 50 * 60'000),
            1'250'000); // 100 x 100 a month, 50 x 600 a year
    }

    /** Worked example: start 1,000; a trial converts, 100 to 150, 100 to 60, cancel 60 (fx is
     * ConversionTest's). */
    void testTable_WorkedExample_Month()
    {
        std::vector<DailyDelta> deltas;
        append(
            deltas, deltasOf({ revision("a", 2, "trialing", 10'000), revision("a", 9, "active", 10'000) }));
        for (const auto &[id, after] : { std::pair{ "b", 15'000 }, std::pair{ "c", 6'000 } }) {
            append(
                deltas, deltasOf({ revision(id, -30, "active", 10'000), revision(id, 10, "active", after) }));
        }
        append(
            deltas, deltasOf({ revision("d", -30, "active", 6'000), revision("d", 20, "canceled", 6'000) }));
        const auto table = movementTable(1'200'000, deltas, monthsFrom(january, 1));
        QVERIFY(table.has_value());
        const MovementLines &shown = table->at(0).shown;
        QCOMPARE(shown.opening, 100'000);
        QCOMPARE(shown.newBusiness, 10'000);
        QCOMPARE(shown.expansion, 5'000);
        QCOMPARE(shown.contraction, -4'000);
        QCOMPARE(shown.churn, -6'000);
        QCOMPARE(shown.closing, 105'000);
        QVERIFY(chains(*table));
    }

    void testTable_TwoSubscriptions_ContractThenChurn()
    {
        const auto deltas = deltasOf({ revision("a", 1, "active", 5'000), revision("b", 2, "active", 2'000),
            revision("a", 10, "canceled", 5'000), revision("b", 20, "canceled", 2'000) });
        const auto table = movementTable(0, deltas, monthsFrom(january, 1));
        QVERIFY(table.has_value());
        const MovementLines expected{ .opening = 0,
            .newBusiness = 5'000,
            .expansion = 2'000,
            .reactivation = 0,
            .contraction = -5'000,
            .churn = -2'000,
            .fx = 0,
            .closing = 0 };
        QVERIFY(table->at(0).shown == expected);
    }

    void testTable_PlanChange_MovesFullDifference()
    {
        const auto deltas
            = deltasOf({ revision("a", 1, "active", 10'000), revision("a", 16, "active", 25'000) });
        const auto table = movementTable(0, deltas, monthsFrom(january, 1));
        QVERIFY(table.has_value());
        QCOMPARE(table->at(0).shown.expansion, 15'000);
    }

    void testTable_PastDue_MovesNothing()
    {
        const auto deltas = deltasOf({ revision("a", 1, "active", 5'000),
            revision("a", 40, "past_due", 5'000), revision("a", 45, "active", 5'000) });
        const auto table = movementTable(0, deltas, monthsFrom(january, 3));
        QVERIFY(table.has_value());
        QCOMPARE(deltas.size(), std::size_t{ 1 });
        QCOMPARE(table->at(1).shown.opening, 5'000);
        QCOMPARE(table->at(2).shown.closing, 5'000);
        QCOMPARE(table->at(1).shown.churn, 0);
    }

    void testTable_NewAndChurn_InOneMonth_BothCount()
    {
        const std::vector<DailyDelta> deltas{ delta(3, MovementKind::New, 1'200),
            delta(5, MovementKind::Churn, -1'200), delta(7, MovementKind::Reactivation, 600) };
        const auto table = movementTable(0, deltas, monthsFrom(january, 1));
        QVERIFY(table.has_value());
        const MovementLines expected{ .opening = 0,
            .newBusiness = 100,
            .expansion = 0,
            .reactivation = 50,
            .contraction = 0,
            .churn = -100,
            .fx = 0,
            .closing = 50 };
        QVERIFY(table->at(0).shown == expected);
    }

    void testTable_Edges_BelongToOneMonth()
    {
        const std::vector<DailyDelta> deltas{ delta(0, MovementKind::New, 12),
            delta(1, MovementKind::New, 24), delta(31, MovementKind::New, 48),
            delta(32, MovementKind::New, 96) };
        const auto table = movementTable(0, deltas, monthsFrom(january, 1));
        QVERIFY(table.has_value());
        QCOMPARE(table->at(0).annual.newBusiness, 72);
    }

    void testTable_Overflow_HasNoValue()
    {
        const auto most = std::numeric_limits<std::int64_t>::max();
        const std::vector<DailyDelta> deltas{ delta(3, MovementKind::New, 1) };
        QVERIFY(!movementTable(most, deltas, monthsFrom(january, 1)).has_value());
        QVERIFY(movementTable(most - 1, deltas, monthsFrom(january, 1)).has_value());
    }

    void testTable_AddsUp_InAnyOrder_Seeded()
    {
        constexpr unsigned seed = 4'711;
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        std::uniform_int_distribution<int> when(1, 365);
        std::uniform_int_distribution<std::int64_t> gain(0, 99'999);
        for (int round = 0; round < 100; ++round) {
            std::vector<DailyDelta> deltas;
            for (int i = 0; i < 60; ++i) {
                const auto kind = static_cast<MovementKind>(i % 5);
                const bool loss = kind == MovementKind::Churn || kind == MovementKind::Contraction;
                deltas.push_back(delta(when(random), kind, loss ? -gain(random) : gain(random)));
            }
            const auto table = movementTable(5'000'000, deltas, monthsFrom(january, 12));
            QVERIFY(table.has_value() && chains(*table));
            std::shuffle(deltas.begin(), deltas.end(), random);
            const auto again = movementTable(5'000'000, deltas, monthsFrom(january, 12));
            QVERIFY(again.has_value());
            for (std::size_t i = 0; i < table->size(); ++i) {
                QVERIFY(
                    again->at(i).annual == table->at(i).annual && again->at(i).shown == table->at(i).shown);
            }
            QVERIFY(chains(*movementTable(-3, deltas, monthsFrom(january, 12)))); // crosses zero
        }
    }
};

QTEST_APPLESS_MAIN(MovementTableTest)
#include "movementtabletest.moc"

#include "models/analytics/movements.h"

#include <QTest>

#include <algorithm>

using namespace billhook::analytics;

namespace {

using Points = std::vector<RevisionPoint>;
using Kind = MovementKind;

std::vector<Movement> expected(std::initializer_list<Movement> rows)
{
    return rows;
}

} // namespace

class MovementsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testMovements_None_WithoutPoints();
    void testMovements_None_WhenAmountStays();
    void testMovements_New_FromZero();
    void testMovements_ExpandsAndContracts();
    void testMovements_Churn_ThenReactivation();
    void testMovements_Contraction_WhenOneOfTwoEnds();
    void testMovements_NetPerSecond_AcrossSubscriptions();
    void testMovements_None_WhenSecondCancelsOut();
    void testMovements_New_InOtherCurrencyIsReactivation();
    void testMovements_New_InTwoCurrenciesAtOnce();
    void testMovements_CurrencySwitch_LeavesOneAndEntersOther();
    void testMovements_NamesLeastDecidingEvent();
    void testMovements_IgnoresEventsOfOtherCurrency();
    void testMovements_OrderOfPoints_DoesNotMatter();
};

void MovementsTest::testMovements_None_WithoutPoints()
{
    QVERIFY(movements({}).empty());
}

void MovementsTest::testMovements_None_WhenAmountStays()
{
    const Points points{ { "s", 10, "usd", 0, "a" }, { "s", 20, "usd", 500, "b" },
        { "s", 30, "usd", 500, "c" } };
    QCOMPARE(movements(points), expected({ { "usd", 20, Kind::New, 500, "b" } }));
}

void MovementsTest::testMovements_New_FromZero()
{
    const Points points{ { "s", 10, "usd", 0, "a" }, { "s", 20, "usd", 120000, "b" } };
    QCOMPARE(movements(points), expected({ { "usd", 20, Kind::New, 120000, "b" } }));
}

void MovementsTest::testMovements_ExpandsAndContracts()
{
    const Points points{ { "s", 1, "usd", 100, "a" }, { "s", 2, "usd", 150, "b" },
        { "s", 3, "usd", 60, "c" } };
    QCOMPARE(movements(points),
        expected({ { "usd", 1, Kind::New, 100, "a" }, { "usd", 2, Kind::Expansion, 50, "b" },
            { "usd", 3, Kind::Contraction, -90, "c" } }));
}

void MovementsTest::testMovements_Churn_ThenReactivation()
{
    const Points points{ { "s", 1, "usd", 100, "a" }, { "s", 2, "usd", 0, "b" }, { "t", 3, "usd", 70, "c" } };
    QCOMPARE(movements(points),
        expected({ { "usd", 1, Kind::New, 100, "a" }, { "usd", 2, Kind::Churn, -100, "b" },
            { "usd", 3, Kind::Reactivation, 70, "c" } }));
}

void MovementsTest::testMovements_Contraction_WhenOneOfTwoEnds()
{
    const Points points{ { "s", 1, "usd", 100, "a" }, { "t", 1, "usd", 40, "b" }, { "s", 2, "usd", 0, "c" },
        { "t", 3, "usd", 0, "d" } };
    QCOMPARE(movements(points),
        expected({ { "usd", 1, Kind::New, 140, "a" }, { "usd", 2, Kind::Contraction, -100, "c" },
            { "usd", 3, Kind::Churn, -40, "d" } }));
}

void MovementsTest::testMovements_NetPerSecond_AcrossSubscriptions()
{
    const Points points{ { "s", 1, "usd", 100, "a" }, { "s", 2, "usd", 0, "c" },
        { "t", 2, "usd", 130, "b" } };
    QCOMPARE(movements(points),
        expected({ { "usd", 1, Kind::New, 100, "a" }, { "usd", 2, Kind::Expansion, 30, "b" } }));
}

void MovementsTest::testMovements_None_WhenSecondCancelsOut()
{
    const Points points{ { "s", 1, "usd", 100, "a" }, { "s", 2, "usd", 0, "b" },
        { "t", 2, "usd", 100, "c" } };
    QCOMPARE(movements(points), expected({ { "usd", 1, Kind::New, 100, "a" } }));
}

void MovementsTest::testMovements_New_InOtherCurrencyIsReactivation()
{
    const Points points{ { "s", 1, "usd", 100, "a" }, { "t", 2, "eur", 50, "b" } };
    QCOMPARE(movements(points),
        expected({ { "usd", 1, Kind::New, 100, "a" }, { "eur", 2, Kind::Reactivation, 50, "b" } }));
}

void MovementsTest::testMovements_New_InTwoCurrenciesAtOnce()
{
    const Points points{ { "s", 1, "usd", 100, "a" }, { "t", 1, "eur", 50, "b" } };
    QCOMPARE(
        movements(points), expected({ { "eur", 1, Kind::New, 50, "b" }, { "usd", 1, Kind::New, 100, "a" } }));
}

void MovementsTest::testMovements_CurrencySwitch_LeavesOneAndEntersOther()
{
    const Points points{ { "s", 1, "usd", 100, "a" }, { "s", 2, "eur", 90, "b" } };
    QCOMPARE(movements(points),
        expected({ { "usd", 1, Kind::New, 100, "a" }, { "eur", 2, Kind::Reactivation, 90, "b" },
            { "usd", 2, Kind::Churn, -100, "b" } }));
}

void MovementsTest::testMovements_NamesLeastDecidingEvent()
{
    const Points points{ { "s", 1, "usd", 100, "m" }, { "t", 1, "usd", 100, "k" },
        { "u", 1, "usd", 0, "a" } };
    QCOMPARE(movements(points), expected({ { "usd", 1, Kind::New, 200, "k" } }));
}

void MovementsTest::testMovements_IgnoresEventsOfOtherCurrency()
{
    const Points points{ { "s", 1, "usd", 100, "z" }, { "t", 1, "eur", 100, "a" } };
    QCOMPARE(movements(points).back().eventId, std::string("z"));
}

void MovementsTest::testMovements_OrderOfPoints_DoesNotMatter()
{
    Points points{ { "s", 1, "usd", 100, "a" }, { "t", 1, "eur", 40, "b" }, { "s", 2, "usd", 0, "c" },
        { "t", 2, "usd", 10, "d" }, { "s", 3, "usd", 70, "e" } };
    const auto first = movements(points);
    QCOMPARE(first.size(), std::size_t{ 5 });
    const auto less
        = [](const RevisionPoint &left, const RevisionPoint &right) { return left.eventId < right.eventId; };
    while (std::next_permutation(points.begin(), points.end(), less)) {
        QCOMPARE(movements(points), first);
    }
}

QTEST_GUILESS_MAIN(MovementsTest)
#include "movementstest.moc"

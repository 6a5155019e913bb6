#include "views/charts/columngrid.h"

#include <QTest>

#include <limits>

using namespace billhook::charts;

class ColumnGridTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testColumnGrid_Desktop_IsTheMockUps();
    void testColumnGrid_Narrow_Shrinks();
    void testColumnGrid_Minimum_ShowsFewer();
    void testColumnGrid_NoColumns_IsEmpty();
    void testRoundTicks_Money_AreRound();
    void testRoundTicks_BothSides_HoldZero();
    void testRoundTicks_Flat_StillSpan();
    void testRoundTicks_Large_DoNotOverflow();
};

void ColumnGridTest::testColumnGrid_Desktop_IsTheMockUps()
{
    const ColumnGrid grid = columnGrid(742, 12);
    QCOMPARE(grid.first, 118);
    QCOMPARE(grid.column, 52);
    QCOMPARE(grid.left(11), 690);
    QCOMPARE(grid.right(), 742);
}

void ColumnGridTest::testColumnGrid_Narrow_Shrinks()
{
    const ColumnGrid grid = columnGrid(480, 12);
    QCOMPARE(grid.column, 30);
    QVERIFY(grid.right() <= 480);
}

void ColumnGridTest::testColumnGrid_Minimum_ShowsFewer()
{
    const ColumnGrid grid = columnGrid(742, 36, minimumTableColumn);
    QCOMPARE(grid.visible, (742 - 118) / minimumTableColumn);
    QVERIFY(grid.column >= minimumTableColumn);
    QVERIFY(grid.right() <= 742);
    QVERIFY(742 - grid.right() < grid.visible); // the rest is less than a pixel a column
}

void ColumnGridTest::testColumnGrid_NoColumns_IsEmpty()
{
    QCOMPARE(columnGrid(742, 0).right(), 118);
}

void ColumnGridTest::testRoundTicks_Money_AreRound()
{
    const std::vector<std::int64_t> wanted{ 0, 50'000'000, 100'000'000, 150'000'000, 200'000'000,
        250'000'000 };
    QCOMPARE(roundTicks(0, 248'130'640, 6), wanted);
}

void ColumnGridTest::testRoundTicks_BothSides_HoldZero()
{
    const std::vector<std::int64_t> ticks = roundTicks(-6'480'000, 14'730'000, 5);
    QVERIFY(std::find(ticks.begin(), ticks.end(), 0) != ticks.end());
    QVERIFY(ticks.front() <= -6'480'000);
    QVERIFY(ticks.back() >= 14'730'000);
    QVERIFY(ticks.size() >= 3 && ticks.size() <= 8);
}

void ColumnGridTest::testRoundTicks_Flat_StillSpan()
{
    QVERIFY(roundTicks(0, 0, 5).size() >= 2);
    QVERIFY(roundTicks(700, 700, 5).front() <= 700);
}

void ColumnGridTest::testRoundTicks_Large_DoNotOverflow()
{
    const std::vector<std::int64_t> ticks = roundTicks(0, 4'000'000'000'000'000'000, 5);
    QVERIFY(ticks.size() >= 2);
    QVERIFY(ticks.back() >= 4'000'000'000'000'000'000);
}

QTEST_GUILESS_MAIN(ColumnGridTest)
#include "columngridtest.moc"

#include "services/events/queuecursor.h"

#include <QTest>

using billhook::events::QueueCursor;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t found = 1'800'000'000 * second;

} // namespace

class QueueCursorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testFrom_IsTheBeginning_BeforeTheFirstFind();
    void testFrom_IsTheBeginningAgain_WhereThatCostsNothing();
    void testFrom_IsTheLastFind_WhileTheBeginningIsDear();
    void testFrom_ReachesBackNowAndThen();
    void testLooksAgain_WhereNothingWasFound_AndTheBeginningIsCheap();
    void testLooksAgain_IsFalse_WhereTheBeginningIsDear();
};

void QueueCursorTest::testFrom_IsTheBeginning_BeforeTheFirstFind()
{
    QueueCursor cursor;
    QCOMPARE(cursor.from(), 0);
    cursor.foundNothing(0, 1h);
    QCOMPARE(cursor.from(), 0);
}

void QueueCursorTest::testFrom_IsTheBeginningAgain_WhereThatCostsNothing()
{
    QueueCursor cursor;
    cursor.found(0, found, 0ms);
    QCOMPARE(cursor.from(), 0);
}

void QueueCursorTest::testFrom_IsTheLastFind_WhileTheBeginningIsDear()
{
    QueueCursor cursor;
    cursor.found(0, found, 1h);
    cursor.found(cursor.from(), found + second, 0ms);
    const auto from = cursor.from();
    QVERIFY(from > found && from <= found + second);
}

void QueueCursorTest::testFrom_ReachesBackNowAndThen()
{
    QueueCursor cursor;
    cursor.found(0, found, 1h);
    const auto wide = cursor.from();
    QCOMPARE(wide, found - second);
    cursor.found(wide, found, 0ms);
    QVERIFY(cursor.from() > wide);
    QTRY_COMPARE(cursor.from(), wide);
}

void QueueCursorTest::testLooksAgain_WhereNothingWasFound_AndTheBeginningIsCheap()
{
    QueueCursor cursor;
    cursor.found(0, found, 1ms);
    cursor.foundNothing(found, 0ms);
    QVERIFY(cursor.looksAgain());
    QCOMPARE(cursor.from(), 0);
    cursor.foundNothing(0, 0ms);
    QVERIFY(!cursor.looksAgain());
}

void QueueCursorTest::testLooksAgain_IsFalse_WhereTheBeginningIsDear()
{
    QueueCursor cursor;
    cursor.found(0, found, 1h);
    cursor.foundNothing(cursor.from(), 0ms);
    QVERIFY(!cursor.looksAgain());
}

QTEST_GUILESS_MAIN(QueueCursorTest)

#include "queuecursortest.moc"

#include "services/concurrency/deadlinewatch.h"

#include <QTest>

#include <atomic>

using billhook::concurrency::DeadlineWatch;
using namespace std::chrono_literals;

class DeadlineWatchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testArm_CallsOnce_WhenTheDeadlinePasses();
    void testDisarm_Prevents_TheCall();
    void testArm_TakesAShorterDeadline_AfterALongOne();
};

void DeadlineWatchTest::testArm_CallsOnce_WhenTheDeadlinePasses()
{
    std::atomic<int> calls{ 0 };
    DeadlineWatch watch([&] { ++calls; });
    watch.arm(10ms);
    QTRY_COMPARE(calls.load(), 1);
    QVERIFY(watch.disarm());
    QVERIFY(!watch.disarm());
    QCOMPARE(calls.load(), 1);
}

void DeadlineWatchTest::testDisarm_Prevents_TheCall()
{
    std::atomic<int> calls{ 0 };
    {
        DeadlineWatch watch([&] { ++calls; });
        for (int round = 0; round < 1000; ++round) {
            watch.arm(60s);
            QVERIFY(!watch.disarm());
        }
    }
    QCOMPARE(calls.load(), 0);
}

void DeadlineWatchTest::testArm_TakesAShorterDeadline_AfterALongOne()
{
    std::atomic<int> calls{ 0 };
    DeadlineWatch watch([&] { ++calls; });
    watch.arm(60s);
    QVERIFY(!watch.disarm());
    watch.arm(10ms);
    QTRY_COMPARE_WITH_TIMEOUT(calls.load(), 1, 5000);
}

QTEST_GUILESS_MAIN(DeadlineWatchTest)
#include "deadlinewatchtest.moc"

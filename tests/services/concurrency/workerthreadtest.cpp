#include "services/concurrency/workerthread.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using billhook::concurrency::WorkerThread;

class WorkerThreadTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRun_KeepsTheOrder_OnItsOwnThread();
    void testRun_CarriesMoveOnlyResults();
    void testDestructor_RunsWhatWasGiven();
    void testRun_AcceptsTasks_FromManyThreads();
};

void WorkerThreadTest::testRun_KeepsTheOrder_OnItsOwnThread()
{
    WorkerThread worker(QStringLiteral("orders"));
    std::vector<int> order;
    QString name;
    for (int number = 0; number < 100; ++number) {
        worker.run([&order, number] { order.push_back(number); });
    }
    auto last = worker.run([&name] {
        name = QThread::currentThread()->objectName();
        return QThread::currentThread();
    });
    last.waitForFinished();
    QCOMPARE(order.size(), 100U);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
    QCOMPARE(name, QStringLiteral("orders"));
    QVERIFY(last.result() != QThread::currentThread());
}

void WorkerThreadTest::testRun_CarriesMoveOnlyResults()
{
    WorkerThread worker(QStringLiteral("results"));
    auto future = worker.run([] { return std::make_unique<int>(42); });
    QCOMPARE(*future.takeResult(), 42);
}

void WorkerThreadTest::testDestructor_RunsWhatWasGiven()
{
    std::atomic<int> ran{ 0 };
    {
        WorkerThread worker(QStringLiteral("last"));
        for (int number = 0; number < 50; ++number) {
            worker.run([&ran] { ++ran; });
        }
    }
    QCOMPARE(ran.load(), 50);
}

void WorkerThreadTest::testRun_AcceptsTasks_FromManyThreads()
{
    std::atomic<int> ran{ 0 };
    {
        WorkerThread worker(QStringLiteral("shared"));
        std::vector<std::thread> givers;
        for (int giver = 0; giver < 4; ++giver) {
            givers.emplace_back([&] {
                for (int number = 0; number < 100; ++number) {
                    worker.run([&ran] { ++ran; });
                }
            });
        }
        for (std::thread &giver : givers) {
            giver.join();
        }
    }
    QCOMPARE(ran.load(), 400);
}

QTEST_GUILESS_MAIN(WorkerThreadTest)
#include "workerthreadtest.moc"

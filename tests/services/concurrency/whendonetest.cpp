#include "services/concurrency/whendone.h"

#include "services/concurrency/workerthread.h"

#include <QTest>

#include <memory>

using namespace billhook::concurrency;

class WhenDoneTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testCallback_RunsInTheReceiversThread();
    void testCallback_IsNotCalled_WhenTheReceiverDied();
    void testCallback_IsNotCalled_WhenThePromiseWasBroken();
};

void WhenDoneTest::testCallback_RunsInTheReceiversThread()
{
    WorkerThread worker(QStringLiteral("work"));
    int result = 0;
    QThread *thread = nullptr;
    whenDone(worker.run([] { return std::make_unique<int>(7); }), this, [&](std::unique_ptr<int> value) {
        result = *value;
        thread = QThread::currentThread();
    });
    QTRY_COMPARE(result, 7);
    QCOMPARE(thread, QThread::currentThread());
}

void WhenDoneTest::testCallback_IsNotCalled_WhenTheReceiverDied()
{
    WorkerThread worker(QStringLiteral("work"));
    bool called = false;
    bool other = false;
    {
        QObject receiver;
        whenDone(worker.run([] { return 1; }), &receiver, [&](int) { called = true; });
    }
    whenDone(worker.run([] { return 2; }), this, [&](int) { other = true; });
    QTRY_VERIFY(other);
    QVERIFY(!called);
}

void WhenDoneTest::testCallback_IsNotCalled_WhenThePromiseWasBroken()
{
    bool called = false;
    bool finished = false;
    QFuture<int> future;
    {
        QPromise<int> promise;
        promise.start();
        future = promise.future();
        whenDone(future, this, [&](int) { called = true; });
    }
    QMetaObject::invokeMethod(
        this, [&] { finished = true; }, Qt::QueuedConnection);
    QTRY_VERIFY(finished);
    QVERIFY(future.isFinished());
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(WhenDoneTest)
#include "whendonetest.moc"

#include "services/stripeclient/retry.h"

#include <QTest>

using namespace billhook::stripeclient;
using namespace std::chrono_literals;

class RetryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testDelay_DoublesUpToTenTimesTheFirst_data();
    void testDelay_DoublesUpToTenTimesTheFirst();
    void testDelay_HonoursRetryAfter();
    void testRetryAfter_TakesIntegersUpToSixty_data();
    void testRetryAfter_TakesIntegersUpToSixty();
};

void RetryTest::testDelay_DoublesUpToTenTimesTheFirst_data()
{
    QTest::addColumn<int>("retry");
    QTest::addColumn<int>("permille");
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("first, never under it") << 1 << 500 << 500;
    QTest::newRow("second, longest") << 2 << 1000 << 1000;
    QTest::newRow("third, shortest") << 3 << 500 << 1000;
    QTest::newRow("fourth") << 4 << 750 << 3000;
    QTest::newRow("capped") << 9 << 1000 << 5000;
    QTest::newRow("no overflow") << 1'000'000 << 500 << 2500;
}

void RetryTest::testDelay_DoublesUpToTenTimesTheFirst()
{
    QFETCH(const int, retry);
    QFETCH(const int, permille);
    QFETCH(const int, milliseconds);
    QCOMPARE(retryDelay(retry, 500ms, permille, {}).count(), milliseconds);
}

void RetryTest::testDelay_HonoursRetryAfter()
{
    Answer answer;
    answer.retryAfter = 2s;
    QVERIFY(retryDelay(1, 500ms, 500, answer) == 2s);
    answer.retryAfter = 0s;
    QVERIFY(retryDelay(1, 500ms, 500, answer) == 500ms);
}

void RetryTest::testRetryAfter_TakesIntegersUpToSixty_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("seconds"); // -1: does not count
    QTest::newRow("zero") << QByteArray("0") << 0;
    QTest::newRow("one") << QByteArray("1") << 1;
    QTest::newRow("the most") << QByteArray("60") << 60;
    QTest::newRow("more") << QByteArray("61") << -1;
    QTest::newRow("fraction") << QByteArray("1.5") << -1;
    QTest::newRow("negative") << QByteArray("-1") << -1;
    QTest::newRow("date") << QByteArray("Wed, 21 Oct 2026 07:28:00 GMT") << -1;
    QTest::newRow("huge") << QByteArray("99999999999999999999") << -1;
    QTest::newRow("absent") << QByteArray() << -1;
}

void RetryTest::testRetryAfter_TakesIntegersUpToSixty()
{
    QFETCH(const QByteArray, header);
    QFETCH(const int, seconds);
    const auto read = readRetryAfter(header.toStdString());
    QCOMPARE(read ? static_cast<int>(read->count()) : -1, seconds);
}

QTEST_APPLESS_MAIN(RetryTest)
#include "retrytest.moc"

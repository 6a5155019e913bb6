#include "services/http/server.h"
#include "tests/services/http/heldserver.h"
#include "tests/services/http/rawconnection.h"

#include <QTest>

#include <chrono>

using namespace billhook::http;
using namespace std::chrono_literals;

class ServerDeadlineTest final : public HeldServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void testDeadline_Head_Is408();
    void testDeadline_TricklingHead_IsCut();
    void testDeadline_Body_Is408();
    void testDeadline_HeadAndBody_ShareOne();
    void testDeadline_Idle_Closes();
    void testDeadline_Handler_Is503_AndLateAnswerIsIgnored();
    void testDeadline_Write_Closes();
    void testDeadline_AnswerNotTaken_IsReset();
    void testDeadline_AnswerNotTaken_IsReset_AfterTheLast();
};

void ServerDeadlineTest::testDeadline_Head_Is408()
{
    auto quick = anyPort();
    quick.headerDeadline = 100ms;
    start(quick);
    RawConnection silent(m_server->port());
    RawConnection slow(m_server->port());
    QVERIFY(slow.send("GET /now HTTP/1.1\r\nHo"));
    const auto responses = responsesOf(slow.readAll());
    QVERIFY(slow.closed());
    QCOMPARE(responses.size(), 1);
    QCOMPARE(responses.first().status, 408);
    QCOMPARE(silent.readAll(), QByteArray());
    QVERIFY(silent.closed());
    QCOMPARE(m_server->stats().deadlinesMissed, 1U);
}

void ServerDeadlineTest::testDeadline_TricklingHead_IsCut()
{
    auto quick = anyPort();
    quick.headerDeadline = 300ms;
    start(quick);
    RawConnection connection(m_server->port());
    const auto begin = std::chrono::steady_clock::now();
    QVERIFY(connection.send("GET /now HTTP/1.1\r\nHost: a\r\nX-A: "));
    QByteArray received;
    while (received.isEmpty() && std::chrono::steady_clock::now() - begin < 5s) {
        connection.send("a");
        received = connection.readSome(20ms);
    }
    QCOMPARE(responsesOf(received).first().status, 408);
    QVERIFY(std::chrono::steady_clock::now() - begin < 3s);
}

void ServerDeadlineTest::testDeadline_Body_Is408()
{
    auto quick = anyPort();
    quick.clientDeadline = 100ms;
    start(quick);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(post(100) + "part"));
    const auto responses = responsesOf(connection.readAll());
    QVERIFY(connection.closed());
    QCOMPARE(responses.size(), 1);
    QCOMPARE(responses.first().status, 408);
    RawConnection chunks(m_server->port());
    QVERIFY(chunks.send("POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"));
    QCOMPARE(responsesOf(chunks.readAll()).first().status, 408);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().bodyBytesInFlight, 0U, 10'000);
}

/** A head that comes in time does not buy its body more. */
void ServerDeadlineTest::testDeadline_HeadAndBody_ShareOne()
{
    auto quick = anyPort();
    quick.headerDeadline = 60s;
    quick.clientDeadline = 400ms;
    start(quick);
    RawConnection connection(m_server->port());
    const QByteArray head = post(1'000);
    QByteArray received;
    qsizetype sent = head.size() - 10;
    QVERIFY(connection.send(head.left(sent)));
    while (received.isEmpty() && sent < 1'000) {
        connection.send(sent < head.size() ? head.mid(sent, 1) : QByteArray("a"));
        ++sent;
        received = connection.readSome(5ms);
    }
    QVERIFY2(sent > head.size(), "the machine is too slow for this test");
    QVERIFY(sent < 1'000);
    QCOMPARE(responsesOf(received).first().status, 408);
}

void ServerDeadlineTest::testDeadline_Idle_Closes()
{
    auto quick = anyPort();
    quick.idleDeadline = 100ms;
    start(quick);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(get));
    const auto responses = responsesOf(connection.readAll());
    QVERIFY(connection.closed());
    QCOMPARE(responses.size(), 1);
    QCOMPARE(m_server->stats().deadlinesMissed, 0U);
}

void ServerDeadlineTest::testDeadline_Handler_Is503_AndLateAnswerIsIgnored()
{
    auto quick = anyPort();
    quick.handlerDeadline = 100ms;
    start(quick);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater + get));
    QVERIFY(m_held->waitFor(1));
    const auto late = m_held->take();
    const auto received = connection.readSome();
    late(textAnswer("late"));
    connection.finishSending();
    const auto responses = responsesOf(received + connection.readAll());
    QVERIFY(connection.closed());
    QCOMPARE(responses.size(), 1);
    QCOMPARE(responses.first().status, 503);
    QVERIFY(responses.first().head.contains("Retry-After: "));
}

void ServerDeadlineTest::testDeadline_Write_Closes()
{
    auto quick = anyPort();
    quick.clientDeadline = 200ms;
    start(quick);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater));
    QVERIFY(m_held->waitFor(1));
    m_held->take()(textAnswer(std::string(64U << 20U, 'x')));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().connectionsOpen, 0U, 10'000);
    QCOMPARE(m_server->stats().deadlinesMissed, 1U);
}

/** The kernel has the whole answer, but the client does not take it from there. */
void ServerDeadlineTest::testDeadline_AnswerNotTaken_IsReset()
{
    auto quick = anyPort();
    quick.clientDeadline = 200ms;
    quick.idleDeadline = 60s;
    start(quick);
    RawConnection connection(m_server->port(), 2'048);
    QVERIFY(connection.send(getLater));
    QVERIFY(m_held->waitFor(1));
    m_held->take()(textAnswer(std::string(20U << 10U, 'x')));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().connectionsOpen, 0U, 10'000);
    QCOMPARE(m_server->stats().deadlinesMissed, 1U);
}

void ServerDeadlineTest::testDeadline_AnswerNotTaken_IsReset_AfterTheLast()
{
    auto quick = anyPort();
    quick.clientDeadline = 200ms;
    quick.maxRequestsPerConnection = 1;
    start(quick);
    RawConnection connection(m_server->port(), 2'048);
    QVERIFY(connection.send(getLater));
    QVERIFY(m_held->waitFor(1));
    m_held->take()(textAnswer(std::string(20U << 10U, 'x')));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().connectionsOpen, 0U, 10'000);
    QCOMPARE(m_server->stats().deadlinesMissed, 1U);
}

QTEST_GUILESS_MAIN(ServerDeadlineTest)
#include "serverdeadlinetest.moc"

#include "services/http/server.h"

#include "tests/services/http/heldserver.h"
#include "tests/services/http/rawconnection.h"

#include <QTest>

#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <tuple>

using namespace billhook::http;
using namespace std::chrono_literals;

class ServerTest final : public HeldServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void testStart_Fails_AddressInUse();
    void testStart_Fails_NoSuchAddress();
    void testStart_BindsAgain_AfterStop();
    void testHandler_SeesTheRequest();
    void testHandler_ThrowsOrForgets_Is500();
    void testRespond_SecondCall_IsIgnored();
    void testRespond_FromOtherThread_KeepsOrder();
    void testObserver_SeesRouteAndStatus();
    void testHeaders_WithControlCharacters_AreLeftOut();
    void testExpectContinue_IsAnswered();
    void testStop_FinishesAcceptedRequests();
    void testStop_ClosesIdle_AndHonoursGrace();
    void testStop_AnswerAfterwards_IsHarmless();
    void testReset_DuringHandler_IsHarmless();
    void testManyThreads_ManyConnections();
};

void ServerTest::testStart_Fails_AddressInUse()
{
    start(anyPort());
    auto same = anyPort();
    same.port = m_server->port();
    Server second(same, {});
    QCOMPARE(second.start(), StartFailure::AddressInUse);
    QVERIFY(!second.failureText().empty());
}

void ServerTest::testStart_Fails_NoSuchAddress()
{
    auto foreign = anyPort();
    foreign.address = "203.0.113.1";
    QCOMPARE(Server(foreign, {}).start(), StartFailure::AddressUnusable);
    foreign.address = "not an address";
    QCOMPARE(Server(foreign, {}).start(), StartFailure::AddressUnusable);
}

void ServerTest::testStart_BindsAgain_AfterStop()
{
    start(anyPort());
    auto same = anyPort();
    same.port = m_server->port();
    RawConnection open(same.port);
    QVERIFY(open.send(get));
    QCOMPARE(statusOf(open), 200);
    m_server->stop(1s);
    m_server->stop(1s);
    start(same);
    QCOMPARE(m_server->port(), same.port);
}

void ServerTest::testHandler_SeesTheRequest()
{
    Request seen;
    Server server(anyPort(),
        { { .method = "POST",
            .path = "/x/*",
            .bodyLimit = 10,
            .allowChunked = false,
            .handler = [&seen](Request request, const Respond &respond) {
                seen = std::move(request);
                respond(textAnswer("ok"));
            } } });
    QCOMPARE(server.start(), StartFailure::None);
    RawConnection connection(server.port());
    QVERIFY(connection.send("POST /x/y?q=1 HTTP/1.1\r\nHost: a\r\nStripe-Signature:  t=1 \r\n"));
    QVERIFY(connection.send(QByteArray("Content-Length: 4\r\n\r\na\0\r\n", 25)));
    QCOMPARE(statusOf(connection), 200);
    server.stop(1s);
    QCOMPARE(seen.method, std::string("POST"));
    QCOMPARE(seen.path, std::string("/x/y"));
    QCOMPARE(seen.query, std::string("q=1"));
    QCOMPARE(std::string(seen.header("stripe-SIGNATURE")), std::string("t=1"));
    QVERIFY(seen.hasHeader("host"));
    QVERIFY(!seen.hasHeader("x"));
    QCOMPARE(seen.body, std::string("a\0\r\n", 4));
    QCOMPARE(seen.peer, std::string("127.0.0.1"));
    QVERIFY(seen.peerIsLoopback);
}

void ServerTest::testHandler_ThrowsOrForgets_Is500()
{
    Server server(anyPort(),
        { { .method = "GET",
              .path = "/throws",
              .bodyLimit = 0,
              .allowChunked = false,
              .handler = [](const Request &, const Respond &) { throw std::runtime_error("a secret"); } },
            { .method = "GET",
                .path = "/forgets",
                .bodyLimit = 0,
                .allowChunked = false,
                .handler = [](const Request &, const Respond &) {} } });
    QCOMPARE(server.start(), StartFailure::None);
    for (const QByteArray path : { "/throws", "/forgets" }) {
        RawConnection connection(server.port());
        QVERIFY(connection.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"));
        const auto answer = connection.readSome();
        QCOMPARE(responsesOf(answer).first().status, 500);
        QVERIFY(!answer.contains("secret"));
    }
}

void ServerTest::testRespond_SecondCall_IsIgnored()
{
    start(anyPort());
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater));
    QVERIFY(m_held->waitFor(1));
    const auto respond = m_held->take();
    respond(textAnswer("one"));
    respond(textAnswer("two"));
    QVERIFY(connection.send(get));
    connection.finishSending();
    const auto responses = responsesOf(connection.readAll());
    QCOMPARE(responses.size(), 2);
    QCOMPARE(responses.at(0).body, QByteArray("one"));
    QCOMPARE(responses.at(1).body, QByteArray("now"));
}

void ServerTest::testRespond_FromOtherThread_KeepsOrder()
{
    start(anyPort());
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater + get + getLater));
    connection.finishSending();
    std::thread answering([this] {
        for (int i = 0; i < 2 && m_held->waitFor(1); ++i) {
            m_held->take()(textAnswer("later" + std::to_string(i)));
        }
    });
    const auto responses = responsesOf(connection.readAll());
    answering.join();
    QCOMPARE(responses.size(), 3);
    QCOMPARE(responses.at(0).body, QByteArray("later0"));
    QCOMPARE(responses.at(1).body, QByteArray("now"));
    QCOMPARE(responses.at(2).body, QByteArray("later1"));
}

void ServerTest::testObserver_SeesRouteAndStatus()
{
    std::mutex mutex;
    std::vector<std::tuple<std::string, std::string, int>> seen;
    start(anyPort(), [&](const std::string &route, const std::string &method, int status, double seconds) {
        const std::lock_guard lock(mutex);
        if (seconds >= 0) {
            seen.emplace_back(route, method, status);
        }
    });
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(get + "GET /none HTTP/1.1\r\nHost: a\r\n\r\n"));
    connection.finishSending();
    connection.readAll();
    m_server->stop(1s);
    const std::vector<std::tuple<std::string, std::string, int>> expected{ { "/now", "GET", 200 },
        { "", "GET", 404 } };
    QCOMPARE(seen, expected);
}

void ServerTest::testHeaders_WithControlCharacters_AreLeftOut()
{
    Server server(anyPort(),
        { { .method = "GET",
            .path = "/now",
            .bodyLimit = 0,
            .allowChunked = false,
            .handler = [](const Request &, const Respond &respond) {
                auto response = textAnswer("x");
                response.headers = { { "X-Bad", "a\r\nX-Injected: 1" }, { "X-Good", "1" } };
                respond(response);
            } } });
    QCOMPARE(server.start(), StartFailure::None);
    RawConnection connection(server.port());
    QVERIFY(connection.send(get));
    const auto answer = connection.readSome();
    QVERIFY(answer.contains("X-Good: 1\r\n"));
    QVERIFY(!answer.contains("Injected"));
    QVERIFY(!answer.contains("X-Bad"));
}

void ServerTest::testExpectContinue_IsAnswered()
{
    start(anyPort());
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(
        "POST /now HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
    QCOMPARE(connection.readSome(), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    QVERIFY(connection.send("ok"));
    QCOMPARE(statusOf(connection), 200);
}

void ServerTest::testStop_FinishesAcceptedRequests()
{
    start(anyPort());
    RawConnection handling(m_server->port());
    QVERIFY(handling.send(getLater));
    QVERIFY(m_held->waitFor(1));
    RawConnection halfway(m_server->port());
    QVERIFY(halfway.send(post(4) + "ab"));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().requests, 2U, 10'000);
    auto stopped = std::async(std::launch::async, [this] { m_server->stop(20s); });
    QTRY_VERIFY_WITH_TIMEOUT(!RawConnection(m_server->port()).connected(), 10'000);
    QVERIFY(halfway.send("cd"));
    QVERIFY(m_held->waitFor(2));
    m_held->take()(textAnswer("1"));
    m_held->take()(textAnswer("2"));
    for (auto *connection : { &handling, &halfway }) {
        const auto responses = responsesOf(connection->readAll());
        QVERIFY(connection->closed());
        QCOMPARE(responses.size(), 1);
        QCOMPARE(responses.first().status, 200);
        QVERIFY(responses.first().head.contains("Connection: close\r\n"));
        connection->finishSending();
    }
    QCOMPARE(stopped.wait_for(10s), std::future_status::ready);
}

void ServerTest::testStop_ClosesIdle_AndHonoursGrace()
{
    start(anyPort());
    RawConnection idle(m_server->port());
    QVERIFY(idle.send(get));
    QCOMPARE(statusOf(idle), 200);
    RawConnection stuck(m_server->port());
    QVERIFY(stuck.send(getLater));
    QVERIFY(m_held->waitFor(1));
    const auto begin = std::chrono::steady_clock::now();
    m_server->stop(200ms);
    const auto took = std::chrono::steady_clock::now() - begin;
    QVERIFY(took >= 190ms && took < 5s);
    QCOMPARE(idle.readAll(), QByteArray());
    QVERIFY(idle.closed());
    QCOMPARE(stuck.readAll(), QByteArray());
    QVERIFY(stuck.closed());
}

void ServerTest::testStop_AnswerAfterwards_IsHarmless()
{
    start(anyPort());
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater));
    QVERIFY(m_held->waitFor(1));
    m_server.reset();
    const auto respond = m_held->take();
    respond(textAnswer("too late"));
    QCOMPARE(connection.readAll(), QByteArray());
}

void ServerTest::testReset_DuringHandler_IsHarmless()
{
    start(anyPort());
    for (int i = 0; i < 20; ++i) {
        RawConnection connection(m_server->port());
        QVERIFY(connection.send(getLater));
        QVERIFY(m_held->waitFor(1));
        connection.reset();
        m_held->take()(textAnswer(std::string(100'000, 'x')));
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().connectionsOpen, 0U, 10'000);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(get));
    QCOMPARE(statusOf(connection), 200);
}

void ServerTest::testManyThreads_ManyConnections()
{
    auto threaded = anyPort();
    threaded.ioThreads = 3;
    start(threaded);
    std::atomic<int> good{ 0 };
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([this, &good] {
            for (int round = 0; round < 20; ++round) {
                RawConnection connection(m_server->port());
                connection.send(get.repeated(5));
                connection.finishSending();
                const auto responses = responsesOf(connection.readAll());
                good += responses.size() == 5 && responses.last().status == 200 ? 1 : 0;
            }
        });
    }
    for (auto &client : clients) {
        client.join();
    }
    QCOMPARE(good.load(), 160);
    QCOMPARE(m_server->stats().connectionsAccepted, 160U);
    QCOMPARE(m_server->stats().requests, 800U);
}

QTEST_GUILESS_MAIN(ServerTest)
#include "servertest.moc"

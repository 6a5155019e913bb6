#include "services/http/server.h"

#include "tests/services/http/rawconnection.h"

#include <QFile>
#include <QTest>

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <ctime>
#include <deque>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

using namespace billhook::http;
using namespace std::chrono_literals;

namespace {

const QByteArray get = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";
const QByteArray getLater = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n";

QByteArray post(qsizetype announced)
{
    return "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(announced) + "\r\n\r\n";
}

/** Requests whose answers the test decides on. */
class HeldRequests final
{
public:
    void hold(Respond respond)
    {
        const std::lock_guard lock(m_mutex);
        m_held.push_back(std::move(respond));
        m_changed.notify_all();
    }

    bool waitFor(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 10s, [&] { return m_held.size() >= count; });
    }

    Respond take()
    {
        const std::lock_guard lock(m_mutex);
        auto respond = std::move(m_held.front());
        m_held.pop_front();
        return respond;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Respond> m_held;
};

Response text(std::string body)
{
    return { .status = 200, .contentType = "text/plain", .body = std::move(body), .headers = {} };
}

int statusOf(RawConnection &connection)
{
    const auto responses = responsesOf(connection.readSome());
    return responses.isEmpty() ? -1 : responses.first().status;
}

long residentKiB()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly)) {
        return -1;
    }
    const auto all = file.readAll();
    const auto at = all.indexOf("VmRSS:");
    return all.mid(at + 6, all.indexOf("kB", at) - at - 6).trimmed().toLong();
}

} // namespace

class ServerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_held = std::make_shared<HeldRequests>(); }
    void cleanup() { m_server.reset(); }

    void testStart_Fails_AddressInUse();
    void testStart_Fails_NoSuchAddress();
    void testStart_BindsAgain_AfterStop();
    void testHandler_SeesTheRequest();
    void testHandler_ThrowsOrForgets_Is500();
    void testRespond_SecondCall_IsIgnored();
    void testRespond_FromOtherThread_KeepsOrder();
    void testObserver_SeesRouteAndStatus();
    void testHeaders_WithControlCharacters_AreLeftOut();
    void testDeadline_Head_Is408();
    void testDeadline_TricklingHead_IsCut();
    void testDeadline_Body_Is408();
    void testDeadline_Idle_Closes();
    void testDeadline_Handler_Is503_AndLateAnswerIsIgnored();
    void testDeadline_Write_Closes();
    void testCap_Requests_Closes();
    void testCap_Connections_DropsOldestIdle();
    void testCap_Connections_BusyOnes_Is503();
    void testCap_Bodies_Is503();
    void testCap_Bodies_SilentOnesTakeLittle();
    void testExpectContinue_IsAnswered();
    void testStop_FinishesAcceptedRequests();
    void testStop_ClosesIdle_AndHonoursGrace();
    void testStop_AnswerAfterwards_IsHarmless();
    void testReset_DuringHandler_IsHarmless();
    void testFloods_StayBounded();
    void testDescriptorsExhausted_BacksOffAndRecovers();
    void testManyThreads_ManyConnections();

private:
    ServerOptions options() const;
    void start(ServerOptions options, Server::Observer observer = {});

    std::shared_ptr<HeldRequests> m_held;
    std::unique_ptr<Server> m_server;
};

ServerOptions ServerTest::options() const
{
    ServerOptions options;
    options.port = 0;
    return options;
}

void ServerTest::start(ServerOptions options, Server::Observer observer)
{
    const Handler now = [](const Request &, const Respond &respond) { respond(text("now")); };
    const Handler later = [held = m_held](const Request &, const Respond &respond) { held->hold(respond); };
    m_server = std::make_unique<Server>(std::move(options),
        std::vector<Route>{
            { .method = "GET", .path = "/now", .bodyLimit = 0, .allowChunked = false, .handler = now },
            { .method = "POST",
                .path = "/now",
                .bodyLimit = 8U << 20U,
                .allowChunked = true,
                .handler = now },
            { .method = "GET", .path = "/later", .bodyLimit = 0, .allowChunked = false, .handler = later },
            { .method = "POST",
                .path = "/later",
                .bodyLimit = 8U << 20U,
                .allowChunked = false,
                .handler = later },
        },
        std::move(observer));
    QCOMPARE(m_server->start(), StartFailure::None);
}

void ServerTest::testStart_Fails_AddressInUse()
{
    start(options());
    auto same = options();
    same.port = m_server->port();
    Server second(same, {});
    QCOMPARE(second.start(), StartFailure::AddressInUse);
    QVERIFY(!second.failureText().empty());
}

void ServerTest::testStart_Fails_NoSuchAddress()
{
    auto foreign = options();
    foreign.address = "203.0.113.1";
    QCOMPARE(Server(foreign, {}).start(), StartFailure::AddressUnusable);
    foreign.address = "not an address";
    QCOMPARE(Server(foreign, {}).start(), StartFailure::AddressUnusable);
}

void ServerTest::testStart_BindsAgain_AfterStop()
{
    start(options());
    auto same = options();
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
    Server server(options(),
        { { .method = "POST",
            .path = "/x/*",
            .bodyLimit = 10,
            .allowChunked = false,
            .handler = [&seen](Request request, const Respond &respond) {
                seen = std::move(request);
                respond(text("ok"));
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
    Server server(options(),
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
    start(options());
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater));
    QVERIFY(m_held->waitFor(1));
    const auto respond = m_held->take();
    respond(text("one"));
    respond(text("two"));
    QVERIFY(connection.send(get));
    connection.finishSending();
    const auto responses = responsesOf(connection.readAll());
    QCOMPARE(responses.size(), 2);
    QCOMPARE(responses.at(0).body, QByteArray("one"));
    QCOMPARE(responses.at(1).body, QByteArray("now"));
}

void ServerTest::testRespond_FromOtherThread_KeepsOrder()
{
    start(options());
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater + get + getLater));
    connection.finishSending();
    std::thread answering([this] {
        for (int i = 0; i < 2 && m_held->waitFor(1); ++i) {
            m_held->take()(text("later" + std::to_string(i)));
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
    start(options(), [&](const std::string &route, const std::string &method, int status, double seconds) {
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
    Server server(options(),
        { { .method = "GET",
            .path = "/now",
            .bodyLimit = 0,
            .allowChunked = false,
            .handler = [](const Request &, const Respond &respond) {
                auto response = text("x");
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

void ServerTest::testDeadline_Head_Is408()
{
    auto quick = options();
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

/** A byte now and then must not move the deadline. */
void ServerTest::testDeadline_TricklingHead_IsCut()
{
    auto quick = options();
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

void ServerTest::testDeadline_Body_Is408()
{
    auto quick = options();
    quick.bodyDeadline = 100ms;
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

void ServerTest::testDeadline_Idle_Closes()
{
    auto quick = options();
    quick.idleDeadline = 100ms;
    start(quick);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(get));
    const auto responses = responsesOf(connection.readAll());
    QVERIFY(connection.closed());
    QCOMPARE(responses.size(), 1);
    QCOMPARE(m_server->stats().deadlinesMissed, 0U);
}

void ServerTest::testDeadline_Handler_Is503_AndLateAnswerIsIgnored()
{
    auto quick = options();
    quick.handlerDeadline = 100ms;
    start(quick);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater + get));
    QVERIFY(m_held->waitFor(1));
    const auto late = m_held->take();
    const auto received = connection.readSome();
    late(text("late"));
    connection.finishSending();
    const auto responses = responsesOf(received + connection.readAll());
    QVERIFY(connection.closed());
    QCOMPARE(responses.size(), 1);
    QCOMPARE(responses.first().status, 503);
    QVERIFY(responses.first().head.contains("Retry-After: "));
}

void ServerTest::testDeadline_Write_Closes()
{
    auto quick = options();
    quick.writeDeadline = 200ms;
    start(quick);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater));
    QVERIFY(m_held->waitFor(1));
    m_held->take()(text(std::string(64U << 20U, 'x')));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().connectionsOpen, 0U, 10'000);
    QCOMPARE(m_server->stats().deadlinesMissed, 1U);
}

void ServerTest::testCap_Requests_Closes()
{
    auto few = options();
    few.maxRequestsPerConnection = 3;
    start(few);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(get.repeated(5)));
    const auto responses = responsesOf(connection.readAll());
    QVERIFY(connection.closed());
    QCOMPARE(responses.size(), 3);
    QVERIFY(responses.at(2).head.contains("Connection: close\r\n"));
    QVERIFY(!responses.at(1).head.contains("Connection: close\r\n"));
}

void ServerTest::testCap_Connections_DropsOldestIdle()
{
    auto few = options();
    few.maxConnections = 2;
    start(few);
    RawConnection oldest(m_server->port());
    QVERIFY(oldest.send(get));
    QCOMPARE(statusOf(oldest), 200);
    RawConnection newer(m_server->port());
    QVERIFY(newer.send(get));
    QCOMPARE(statusOf(newer), 200);
    RawConnection third(m_server->port());
    QVERIFY(third.send(get));
    QCOMPARE(statusOf(third), 200);
    QCOMPARE(oldest.readAll(), QByteArray());
    QVERIFY(oldest.closed());
    QVERIFY(newer.send(get));
    QCOMPARE(statusOf(newer), 200);
}

void ServerTest::testCap_Connections_BusyOnes_Is503()
{
    auto few = options();
    few.maxConnections = 2;
    start(few);
    RawConnection one(m_server->port());
    RawConnection two(m_server->port());
    QVERIFY(one.send(getLater) && two.send(getLater));
    QVERIFY(m_held->waitFor(2));
    RawConnection third(m_server->port());
    const auto responses = responsesOf(third.readAll());
    QVERIFY(third.closed());
    QCOMPARE(responses.size(), 1);
    QCOMPARE(responses.first().status, 503);
    QVERIFY(responses.first().head.contains("Retry-After: "));
    QCOMPARE(m_server->stats().connectionsRefused, 1U);
    m_held->take()(text("1"));
    m_held->take()(text("2"));
    QCOMPARE(statusOf(one), 200);
    QCOMPARE(statusOf(two), 200);
}

void ServerTest::testCap_Bodies_Is503()
{
    auto small = options();
    small.maxBodyBytesInFlight = 100'000;
    start(small);
    RawConnection one(m_server->port());
    QVERIFY(one.send(post(90'000) + QByteArray(90'000, 'a')));
    QVERIFY(m_held->waitFor(1));
    QCOMPARE(m_server->stats().bodyBytesInFlight, 90'000U);
    RawConnection two(m_server->port());
    QVERIFY(two.send(post(20'000)));
    const auto responses = responsesOf(two.readAll());
    QCOMPARE(responses.first().status, 503);
    QVERIFY(responses.first().head.contains("Retry-After: "));
    m_held->take()(text("done"));
    QCOMPARE(statusOf(one), 200);
    RawConnection three(m_server->port());
    QVERIFY(three.send(post(20'000) + QByteArray(20'000, 'a')));
    QVERIFY(m_held->waitFor(1));
    m_held->take()(text("done"));
    QCOMPARE(statusOf(three), 200);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().bodyBytesInFlight, 0U, 10'000);
}

/** Announcing much and sending nothing must not keep others out. */
void ServerTest::testCap_Bodies_SilentOnesTakeLittle()
{
    auto small = options();
    small.maxBodyBytesInFlight = 8U << 20U;
    start(small);
    std::vector<std::unique_ptr<RawConnection>> silent;
    for (int i = 0; i < 50; ++i) {
        silent.push_back(std::make_unique<RawConnection>(m_server->port()));
        QVERIFY(silent.back()->send(post(1 << 20) + "x"));
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().requests, 50U, 10'000);
    QVERIFY(m_server->stats().bodyBytesInFlight <= 50U * 16'384U);
    RawConnection honest(m_server->port());
    QVERIFY(honest.send(post(4 << 20) + QByteArray(4 << 20, 'a')));
    QVERIFY(m_held->waitFor(1));
    m_held->take()(text("done"));
    QCOMPARE(statusOf(honest), 200);
}

void ServerTest::testExpectContinue_IsAnswered()
{
    start(options());
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(
        "POST /now HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
    QCOMPARE(connection.readSome(), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    QVERIFY(connection.send("ok"));
    QCOMPARE(statusOf(connection), 200);
}

void ServerTest::testStop_FinishesAcceptedRequests()
{
    start(options());
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
    m_held->take()(text("1"));
    m_held->take()(text("2"));
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
    start(options());
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
    start(options());
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(getLater));
    QVERIFY(m_held->waitFor(1));
    m_server.reset();
    const auto respond = m_held->take();
    respond(text("too late"));
    QCOMPARE(connection.readAll(), QByteArray());
}

void ServerTest::testReset_DuringHandler_IsHarmless()
{
    start(options());
    for (int i = 0; i < 20; ++i) {
        RawConnection connection(m_server->port());
        QVERIFY(connection.send(getLater));
        QVERIFY(m_held->waitFor(1));
        connection.reset();
        m_held->take()(text(std::string(100'000, 'x')));
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().connectionsOpen, 0U, 10'000);
    RawConnection connection(m_server->port());
    QVERIFY(connection.send(get));
    QCOMPARE(statusOf(connection), 200);
}

void ServerTest::testFloods_StayBounded()
{
    start(options());
    const QByteArray block(1 << 20, 'a');
    const QByteArray chunk = "1\r\na\r\n";
    const QList<std::pair<QByteArray, QByteArray>> floods = {
        { "GET /", block },
        { "GET /now HTTP/1.1\r\nHost: a\r\nX-A: ", block },
        { "GET /now HTTP/1.1\r\nHost: a\r\n", QByteArray("X-A: b\r\n").repeated(100'000) },
        { post(1LL << 40), block },
        { "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n", block },
        { "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;", block },
        { "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", chunk.repeated(170'000) },
    };
    const auto before = residentKiB();
    for (const auto &[first, rest] : floods) {
        RawConnection connection(m_server->port());
        QVERIFY(connection.send(first));
        for (int i = 0; i < 64 && connection.send(rest); ++i) { }
        connection.finishSending();
        connection.readAll();
        QVERIFY(connection.closed());
    }
    QCOMPARE(m_server->stats().gateRefusals, static_cast<std::uint64_t>(floods.size()));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().bodyBytesInFlight, 0U, 10'000);
    const auto growth = residentKiB() - before;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QVERIFY(before > 0); // the sanitizers' own memory hides the server's
    Q_UNUSED(growth)
#else
    QVERIFY2(before > 0 && growth < 32 * 1024, QByteArray::number(qlonglong{ growth }).constData());
#endif
}

/** Without descriptors the server must neither die nor spin, and serve again when there are some. */
void ServerTest::testDescriptorsExhausted_BacksOffAndRecovers()
{
    start(options());
    auto waiting = std::make_unique<RawConnection>(m_server->port());
    QVERIFY(waiting->send(get));
    QCOMPARE(statusOf(*waiting), 200);
    std::vector<int> spare;
    spare.push_back(::socket(AF_INET, SOCK_STREAM, 0));
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit low{ static_cast<rlim_t>(spare.front()) + 1, before.rlim_max };
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &low), 0);
    ::close(spare.front());
    RawConnection starved(m_server->port()); // takes the last descriptor on this side
    const bool sent = starved.send(get);
    timespec cpuBefore{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpuBefore);
    const auto quiet = starved.readSome(300ms);
    timespec cpuAfter{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpuAfter);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    const auto cpuMilliseconds
        = (cpuAfter.tv_sec - cpuBefore.tv_sec) * 1'000 + (cpuAfter.tv_nsec - cpuBefore.tv_nsec) / 1'000'000;
    QVERIFY(sent);
    QVERIFY2(cpuMilliseconds < 150, QByteArray::number(qlonglong{ cpuMilliseconds }).constData());
    // Giving up the idle connection has made room for the new one.
    const auto answer = quiet.isEmpty() ? starved.readSome() : quiet;
    QCOMPARE(responsesOf(answer).first().status, 200);
    RawConnection again(m_server->port());
    QVERIFY(again.send(get));
    QCOMPARE(statusOf(again), 200);
}

void ServerTest::testManyThreads_ManyConnections()
{
    auto threaded = options();
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

#include "services/http/client.h"

#include "services/http/server.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <future>
#include <thread>

using namespace billhook::http;
using namespace std::chrono_literals;

namespace {

/** Accepts one connection after the other, reads one request's head and sends the given bytes. */
class CannedServer final
{
public:
    explicit CannedServer(std::vector<QByteArray> answers)
    {
        std::promise<std::uint16_t> listening;
        auto future = listening.get_future();
        m_thread = std::thread([&listening, answers = std::move(answers)] {
            QTcpServer server;
            server.listen(QHostAddress::LocalHost);
            listening.set_value(server.serverPort());
            for (const auto &answer : answers) {
                if (!server.waitForNewConnection(10'000)) {
                    return;
                }
                const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
                QByteArray received;
                while (!received.contains("\r\n\r\n") && socket->waitForReadyRead(10'000)) {
                    received += socket->readAll();
                }
                socket->write(answer);
                socket->waitForBytesWritten(10'000);
                socket->disconnectFromHost();
            }
        });
        m_port = future.get();
    }
    CannedServer(const CannedServer &) = delete;
    CannedServer &operator=(const CannedServer &) = delete;
    ~CannedServer() { m_thread.join(); }

    std::uint16_t port() const { return m_port; }

private:
    std::thread m_thread;
    std::uint16_t m_port = 0;
};

} // namespace

class ClientTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void testSend_RoundTrip();
    void testSend_KeepsTheConnection();
    void testSend_Reconnects_AfterTheServerWentIdle();
    void testSend_Refusal_IsRead_AlthoughTheBodyIsNotTaken();
    void testSend_Head_HasNoBody();
    void testSend_NobodyListens_IsNoAnswer();
    void testSend_UnknownHost_IsNoAnswer();
    void testSend_SilentServer_EndsAtTheDeadline();
    void testSend_Canned_data();
    void testSend_Canned();

private:
    void start(ServerOptions options);

    std::unique_ptr<Server> m_server;
};

void ClientTest::init()
{
    start({});
}

void ClientTest::start(ServerOptions options)
{
    options.port = 0;
    const Handler echo = [](const Request &request, const Respond &respond) {
        respond({ .status = 200,
            .contentType = "text/plain",
            .body = request.body,
            .headers = { { "X-Got", std::string(request.header("X-Sent")) } } });
    };
    const Handler never = [held = std::make_shared<std::vector<Respond>>()](
                              const Request &, const Respond &respond) { held->push_back(respond); };
    m_server = std::make_unique<Server>(options,
        std::vector<Route>{
            { .method = "POST",
                .path = "/echo",
                .bodyLimit = 1U << 20U,
                .allowChunked = false,
                .handler = echo },
            { .method = "GET", .path = "/echo", .bodyLimit = 0, .allowChunked = false, .handler = echo },
            { .method = "GET", .path = "/never", .bodyLimit = 0, .allowChunked = false, .handler = never },
        });
    QCOMPARE(m_server->start(), StartFailure::None);
}

void ClientTest::testSend_RoundTrip()
{
    Client client("127.0.0.1", m_server->port(), 10s);
    const std::string body("a\0\r\nb", 5);
    const auto answer = client.send("POST", "/echo", { { "X-Sent", "1" } }, body);
    QVERIFY2(answer.answered, answer.failure.c_str());
    QCOMPARE(answer.response.status, 200);
    QCOMPARE(answer.response.body, body);
    QCOMPARE(answer.response.contentType, std::string("text/plain"));
    Request asRequest;
    asRequest.headers = answer.response.headers;
    QCOMPARE(std::string(asRequest.header("x-got")), std::string("1"));
}

void ClientTest::testSend_KeepsTheConnection()
{
    Client client("localhost", m_server->port(), 10s);
    for (int i = 0; i < 50; ++i) {
        QVERIFY(client.send("POST", "/echo", {}, "x").answered);
    }
    QCOMPARE(m_server->stats().connectionsAccepted, 1U);
}

void ClientTest::testSend_Reconnects_AfterTheServerWentIdle()
{
    ServerOptions options;
    options.idleDeadline = 50ms;
    options.maxRequestsPerConnection = 3;
    start(options);
    Client client("127.0.0.1", m_server->port(), 10s);
    QVERIFY(client.send("GET", "/echo", {}, {}).answered);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().connectionsOpen, 0U, 10'000);
    for (int i = 0; i < 7; ++i) {
        const auto answer = client.send("POST", "/echo", {}, "x");
        QVERIFY2(answer.answered, answer.failure.c_str());
    }
}

void ClientTest::testSend_Refusal_IsRead_AlthoughTheBodyIsNotTaken()
{
    Client client("127.0.0.1", m_server->port(), 10s);
    const auto answer = client.send("POST", "/echo", {}, std::string(4U << 20U, 'a'));
    QVERIFY2(answer.answered, answer.failure.c_str());
    QCOMPARE(answer.response.status, 413);
    QCOMPARE(client.send("POST", "/echo", {}, "x").response.status, 200);
}

void ClientTest::testSend_Head_HasNoBody()
{
    Client client("127.0.0.1", m_server->port(), 10s);
    for (int i = 0; i < 2; ++i) {
        const auto answer = client.send("HEAD", "/echo", {}, {});
        QVERIFY2(answer.answered, answer.failure.c_str());
        QCOMPARE(answer.response.body, std::string());
    }
}

void ClientTest::testSend_NobodyListens_IsNoAnswer()
{
    const auto port = m_server->port();
    m_server.reset();
    const auto answer = Client("127.0.0.1", port, 10s).send("GET", "/echo", {}, {});
    QVERIFY(!answer.answered);
    QVERIFY(!answer.failure.empty());
}

void ClientTest::testSend_UnknownHost_IsNoAnswer()
{
    const auto answer = Client("256.256.256.256", 1, 10s).send("GET", "/echo", {}, {});
    QVERIFY(!answer.answered);
    QVERIFY(!answer.failure.empty());
}

void ClientTest::testSend_SilentServer_EndsAtTheDeadline()
{
    Client client("127.0.0.1", m_server->port(), 100ms);
    const auto begin = std::chrono::steady_clock::now();
    const auto answer = client.send("GET", "/never", {}, {});
    QVERIFY(!answer.answered);
    QVERIFY(std::chrono::steady_clock::now() - begin < 5s);
    QVERIFY(client.send("GET", "/echo", {}, {}).answered);
}

void ClientTest::testSend_Canned_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status"); ///< 0: no answer
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const char *bytes, int status, const char *body) {
        QTest::newRow(name) << QByteArray(bytes) << status << QByteArray(body);
    };
    row("until the end", "HTTP/1.1 200 OK\r\n\r\nabc", 200, "abc");
    row("chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200, "abc");
    row("interim first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\na",
        201, "a");
    row("cut body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 0, "");
    row("cut head", "HTTP/1.1 200 OK\r\nContent-", 0, "");
    row("nothing", "", 0, "");
    row("no HTTP", "hello\r\n\r\n", 0, "");
}

void ClientTest::testSend_Canned()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const CannedServer server({ bytes });
    const auto answer = Client("127.0.0.1", server.port(), 10s).send("POST", "/", {}, "x");
    QCOMPARE(answer.answered, status != 0);
    QCOMPARE(answer.failure.empty(), status != 0);
    if (status != 0) {
        QCOMPARE(answer.response.status, status);
        QCOMPARE(answer.response.body, body.toStdString());
    }
}

QTEST_GUILESS_MAIN(ClientTest)
#include "clienttest.moc"

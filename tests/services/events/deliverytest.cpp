#include "services/events/webhookendpoint.h"
#include "services/http/client.h"
#include "services/http/server.h"
#include "services/observability/log.h"
#include "services/observability/metrics.h"
#include "tests/support/postgresfixture.h"

#include <QMessageAuthenticationCode>
#include <QTest>

#include <atomic>
#include <thread>

using namespace billhook;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const std::string secret = "whsec_test";
const std::string path = "/api/webhooks/stripe";

http::Headers signedHeaders(const std::string &body)
{
    const auto seconds = std::to_string(std::time(nullptr));
    const auto digest = QMessageAuthenticationCode::hash(QByteArray::fromStdString(seconds + "." + body),
        QByteArray::fromStdString(secret), QCryptographicHash::Sha256);
    return { { "Stripe-Signature", "t=" + seconds + ",v1=" + digest.toHex().toStdString() } };
}

std::string eventBody(const std::string &id)
{
    return R"({"id":")" + id
        + R"(","object":"event","type":"plan.created","created":1700000000,"livemode":false})";
}

http::Response responseOf(const events::WebhookAnswer &answer)
{
    if (answer.accepted()) {
        return { .status = 200,
            .contentType = "application/json",
            .body = std::string(events::acceptedBody),
            .headers = {} };
    }
    auto response = http::problem(answer.status, answer.code, answer.title);
    if (answer.retryAfterSeconds > 0) {
        response.headers.emplace_back("Retry-After", std::to_string(answer.retryAfterSeconds));
    }
    return response;
}

bool saysRetry(const http::Response &response)
{
    http::Request headers;
    headers.headers = response.headers;
    return headers.hasHeader("Retry-After");
}

} // namespace

/** A delivery's whole way: real sockets, the endpoint, the real writer, PostgreSQL. */
class DeliveryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void testDelivery_IsStoredWhenAcknowledged();
    void testDelivery_ManyClientsWithDuplicates_StoreEachOnce();
    void testDelivery_WithoutUsableId_IsQuarantined();
    void testDelivery_OtherAccount_IsParked();
    void testDelivery_BadSignature_StoresNothing();
    void testDelivery_DatabaseGone_Is503_AndRecovers();

private:
    http::ClientAnswer deliver(http::Client &client, const std::string &body)
    {
        return client.send("POST", path, signedHeaders(body), body);
    }
    QString count(const QString &table)
    {
        return m_postgres.sql(u"SELECT count(*)::text FROM billhook."_s + table);
    }

    support::PostgresFixture m_postgres;
    std::unique_ptr<observability::Log> m_log;
    std::unique_ptr<observability::Metrics> m_metrics;
    std::unique_ptr<events::IngestWriter> m_writer;
    std::unique_ptr<events::WebhookEndpoint> m_endpoint;
    std::unique_ptr<http::Server> m_server;
    std::unique_ptr<http::Client> m_client;
};

void DeliveryTest::init()
{
    m_log = std::make_unique<observability::Log>(observability::LogLevel::Error, [](std::string_view) {});
    m_metrics = std::make_unique<observability::Metrics>(observability::BuildInfo());
    events::IngestWriterOptions writerOptions;
    writerOptions.url = m_postgres.renew().toStdString();
    m_writer = std::make_unique<events::IngestWriter>(writerOptions, [] {});
    events::WebhookEndpointOptions options;
    options.secrets = { secret };
    options.submit = [this](events::IncomingEvent event, events::IngestWriter::Callback callback) {
        m_writer->submit(std::move(event), std::move(callback));
    };
    options.guard = [] { return events::InstallationGuard{ false, "acct_own" }; };
    m_endpoint = std::make_unique<events::WebhookEndpoint>(std::move(options), *m_metrics, *m_log);
    http::ServerOptions serverOptions;
    serverOptions.port = 0;
    m_server = std::make_unique<http::Server>(serverOptions,
        std::vector<http::Route>{ { .method = "POST",
            .path = path,
            .bodyLimit = 1U << 20U,
            .allowChunked = false,
            .handler = [this](http::Request request, const http::Respond &respond) {
                const std::string signature(request.header("Stripe-Signature"));
                m_endpoint->receive(signature, std::move(request.body),
                    [respond](const events::WebhookAnswer &answer) { respond(responseOf(answer)); });
            } } });
    QCOMPARE(m_server->start(), http::StartFailure::None);
    m_client = std::make_unique<http::Client>("127.0.0.1", m_server->port(), 30s);
}

void DeliveryTest::cleanup()
{
    m_client.reset();
    m_server.reset();
    m_writer.reset();
    m_endpoint.reset();
}

void DeliveryTest::testDelivery_IsStoredWhenAcknowledged()
{
    const auto body = eventBody("evt_1");
    const auto answer = deliver(*m_client, body);
    QVERIFY2(answer.answered, answer.failure.c_str());
    QCOMPARE(answer.response.status, 200);
    QCOMPARE(answer.response.body, std::string(R"({"received":true})"));
    QCOMPARE(m_postgres.sql(
                 u"SELECT convert_from(payload, 'UTF8') FROM billhook.stripe_event WHERE id = 'evt_1'"_s),
        QString::fromStdString(body));
    QCOMPARE(count(u"event_queue"_s), u"1"_s);
    QCOMPARE(deliver(*m_client, body).response.status, 200);
    QCOMPARE(count(u"stripe_event"_s), u"1"_s);
}

void DeliveryTest::testDelivery_ManyClientsWithDuplicates_StoreEachOnce()
{
    std::atomic<int> accepted{ 0 };
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([this, &accepted] {
            http::Client client("127.0.0.1", m_server->port(), 30s);
            for (int event = 0; event < 100; ++event) {
                const auto answer = deliver(client, eventBody("evt_" + std::to_string(event)));
                accepted += answer.answered && answer.response.status == 200 ? 1 : 0;
            }
        });
    }
    for (auto &client : clients) {
        client.join();
    }
    QCOMPARE(accepted.load(), 800);
    QCOMPARE(count(u"stripe_event"_s), u"100"_s);
    QCOMPARE(count(u"event_queue"_s), u"100"_s);
}

void DeliveryTest::testDelivery_WithoutUsableId_IsQuarantined()
{
    for (const std::string body : { "not JSON", "{}", R"({"id":"a\u0000"})", "\xFF\xFE" }) {
        QCOMPARE(deliver(*m_client, body).response.status, 200);
    }
    QCOMPARE(count(u"event_quarantine WHERE reason = 'unreadable' AND event_id LIKE 'sha256:%'"_s), u"4"_s);
    QCOMPARE(count(u"stripe_event"_s), u"0"_s);
}

void DeliveryTest::testDelivery_OtherAccount_IsParked()
{
    const std::string body
        = R"({"id":"evt_9","type":"plan.created","created":1700000000,"account":"acct_other"})";
    QCOMPARE(deliver(*m_client, body).response.status, 200);
    const std::string live = R"({"id":"evt_8","type":"plan.created","created":1700000000,"livemode":true})";
    QCOMPARE(deliver(*m_client, live).response.status, 200);
    QCOMPARE(m_postgres.sql(u"SELECT string_agg(event_id || ' ' || reason, ',' ORDER BY event_id) "
                            "FROM billhook.event_quarantine"_s),
        u"evt_8 wrong_mode,evt_9 wrong_account"_s);
    QCOMPARE(count(u"stripe_event"_s), u"0"_s);
}

void DeliveryTest::testDelivery_BadSignature_StoresNothing()
{
    const auto answer = m_client->send("POST", path, signedHeaders("something else"), eventBody("evt_1"));
    QCOMPARE(answer.response.status, 400);
    QCOMPARE(m_client->send("POST", path, {}, eventBody("evt_1")).response.status, 400);
    QCOMPARE(count(u"stripe_event"_s), u"0"_s);
    QCOMPARE(count(u"event_quarantine"_s), u"0"_s);
}

void DeliveryTest::testDelivery_DatabaseGone_Is503_AndRecovers()
{
    QCOMPARE(deliver(*m_client, eventBody("evt_1")).response.status, 200);
    m_postgres.kill();
    const auto begin = std::chrono::steady_clock::now();
    const auto away = deliver(*m_client, eventBody("evt_2"));
    QVERIFY(std::chrono::steady_clock::now() - begin < 5s);
    QCOMPARE(away.response.status, 503);
    QVERIFY(saysRetry(away.response));
    m_postgres.start();
    QTRY_COMPARE_WITH_TIMEOUT(deliver(*m_client, eventBody("evt_2")).response.status, 200, 10'000);
    QCOMPARE(count(u"stripe_event"_s), u"2"_s);
}

QTEST_GUILESS_MAIN(DeliveryTest)
#include "deliverytest.moc"

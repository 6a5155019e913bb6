#include "services/events/webhookendpoint.h"

#include "services/observability/log.h"
#include "services/observability/metrics.h"

#include <QMessageAuthenticationCode>
#include <QTest>

#include <condition_variable>
#include <mutex>
#include <thread>

using namespace billhook;
using namespace billhook::events;
using namespace std::chrono_literals;
using events::IncomingEvent;
using events::IngestOutcome;
using events::IngestWriter;

namespace {

constexpr std::int64_t instant = 1'700'000'000;
const std::string secret = "whsec_test";

std::string signatureOf(const std::string &body)
{
    const QByteArray text = "1700000000." + QByteArray::fromStdString(body);
    const auto digest = QMessageAuthenticationCode::hash(
        text, QByteArray::fromStdString(secret), QCryptographicHash::Sha256);
    return "t=1700000000,v1=" + digest.toHex().toStdString();
}

domain::Error errorOf(domain::ErrorKind kind)
{
    return { .kind = kind, .code = "x", .message = "m", .detail = "d" };
}

/** Stands for the writer: the test decides when and how it answers. */
class FakeWriter final
{
public:
    void submit(IncomingEvent event, IngestWriter::Callback callback)
    {
        events.push_back(std::move(event));
        callbacks.push_back(std::move(callback));
    }

    std::vector<IncomingEvent> events;
    std::vector<IngestWriter::Callback> callbacks;
};

/** Collects answers from any thread. */
class Answers final
{
public:
    WebhookEndpoint::Answer one()
    {
        return [this](const WebhookAnswer &answer) {
            const std::lock_guard lock(m_mutex);
            m_answers.push_back(answer);
            m_changed.notify_all();
        };
    }

    std::vector<WebhookAnswer> waitFor(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, 10s, [&] { return m_answers.size() >= count; });
        return m_answers;
    }

    std::vector<WebhookAnswer> now()
    {
        const std::lock_guard lock(m_mutex);
        return m_answers;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<WebhookAnswer> m_answers;
};

} // namespace

Q_DECLARE_METATYPE(domain::ErrorKind)

class WebhookEndpointTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void testReceive_BadSignature_Is400_AndWritesNothing();
    void testReceive_SkewedClock_IsNamedWithItsOffset();
    void testReceive_Good_IsAcceptedOnlyAfterTheCommit();
    void testReceive_Duplicate_IsAccepted();
    void testReceive_WriterFails_data();
    void testReceive_WriterFails();
    void testReceive_SilentWriter_Is503_AndLateCallbackIsIgnored();
    void testReceive_CallbackAndDeadlineRace_OneAnswerEach();
    void testReceive_Unreadable_IsQuarantined();
    void testReceive_Parked_data();
    void testReceive_Parked();
    void testReceive_KeepsTheExactBytes();
    void testLog_HoldsBackFloods_AndNoSecrets();

private:
    void make(std::chrono::milliseconds deadline = 60s);
    void receive(const std::string &body);

    std::vector<std::string> m_lines; ///< written by the threads that use the log, one at a time
    std::unique_ptr<observability::Log> m_log;
    std::unique_ptr<observability::Metrics> m_metrics;
    std::unique_ptr<FakeWriter> m_writer;
    std::unique_ptr<Answers> m_answers;
    std::unique_ptr<WebhookEndpoint> m_endpoint;
    InstallationGuard m_guard;
    std::int64_t m_now = instant;
    std::vector<std::int64_t> m_offsets; ///< that were measured
};

void WebhookEndpointTest::init()
{
    m_lines.clear();
    m_offsets.clear();
    m_now = instant;
    m_guard = {};
    m_log = std::make_unique<observability::Log>(
        observability::LogLevel::Debug, [this](std::string_view line) { m_lines.emplace_back(line); });
    m_metrics = std::make_unique<observability::Metrics>(observability::BuildInfo{ "1", "c", "q" });
    m_writer = std::make_unique<FakeWriter>();
    m_answers = std::make_unique<Answers>();
    make();
}

void WebhookEndpointTest::cleanup()
{
    m_endpoint.reset();
}

void WebhookEndpointTest::make(std::chrono::milliseconds deadline)
{
    WebhookEndpointOptions options;
    options.secrets = { secret };
    options.submit = [this](IncomingEvent event, IngestWriter::Callback callback) {
        m_writer->submit(std::move(event), std::move(callback));
    };
    options.guard = [this] { return m_guard; };
    options.now = [this] { return m_now; };
    options.clockMeasured = [this](std::int64_t offset) { m_offsets.push_back(offset); };
    options.deadline = deadline;
    m_endpoint = std::make_unique<WebhookEndpoint>(std::move(options), *m_metrics, *m_log);
}

void WebhookEndpointTest::receive(const std::string &body)
{
    m_endpoint->receive(signatureOf(body), body, m_answers->one());
}

void WebhookEndpointTest::testReceive_BadSignature_Is400_AndWritesNothing()
{
    m_endpoint->receive("", R"({"id":"e"})", m_answers->one());
    m_endpoint->receive("t=1700000000,v1=" + std::string(64, '0'), R"({"id":"e"})", m_answers->one());
    m_endpoint->receive("t=1,v1=" + std::string(64, '0'), R"({"id":"e"})", m_answers->one());
    const auto answers = m_answers->now();
    QCOMPARE(answers.size(), 3U);
    for (const auto &answer : answers) {
        QCOMPARE(answer.status, 400);
        QCOMPARE(std::string(answer.code), std::string("bad_signature"));
        QCOMPARE(answer.retryAfterSeconds, 0);
        QCOMPARE(std::string(answer.title), std::string(answers.front().title));
    }
    QVERIFY(m_writer->events.empty());
    QVERIFY(m_metrics->exposition().find(
                R"(billhook_webhook_events_total{outcome="bad_signature",type="none"} 3)")
        != std::string::npos);
}

/** Case 7: rightly signed, so it is a clock and no forger. */
void WebhookEndpointTest::testReceive_SkewedClock_IsNamedWithItsOffset()
{
    m_now = instant + 900;
    receive(R"({"id":"e"})");
    QVERIFY(m_writer->events.empty());
    QCOMPARE(m_answers->now().front().status, 400);
    QCOMPARE(m_lines.size(), std::size_t(1));
    QVERIFY(m_lines.front().find(R"("offset_seconds":900)") != std::string::npos);
    QVERIFY(m_metrics->exposition().find(R"({outcome="clock_skew",type="none"} 1)") != std::string::npos);
    m_now = instant;
    receive(R"({"id":"e"})");
    QCOMPARE(m_offsets, (std::vector<std::int64_t>{ 900, 0 }));
}

void WebhookEndpointTest::testReceive_Good_IsAcceptedOnlyAfterTheCommit()
{
    receive(R"({"id":"evt_1","type":"invoice.paid","created":1699999990,"api_version":"v","livemode":true})");
    QVERIFY(m_answers->now().empty());
    QCOMPARE(m_writer->events.size(), 1U);
    const auto &event = m_writer->events.front();
    QCOMPARE(event.id, std::string("evt_1"));
    QCOMPARE(event.type, std::string("invoice.paid"));
    QCOMPARE(event.created.value_or(0), 1'699'999'990);
    QCOMPARE(event.apiVersion, std::string("v"));
    QCOMPARE(event.livemode, std::optional(true));
    QCOMPARE(event.quarantineReason, std::string());
    m_writer->callbacks.front()(IngestOutcome::Stored);
    const auto answers = m_answers->now();
    QCOMPARE(answers.size(), 1U);
    QVERIFY(answers.front().accepted());
    const auto exposition = m_metrics->exposition();
    QVERIFY(exposition.find(R"(billhook_webhook_events_total{outcome="stored",type="invoice.paid"} 1)")
        != std::string::npos);
    QVERIFY(exposition.find("billhook_webhook_lag_seconds_sum 10") != std::string::npos);
}

void WebhookEndpointTest::testReceive_Duplicate_IsAccepted()
{
    receive(R"({"id":"evt_1","type":"invoice.paid"})");
    m_writer->callbacks.front()(IngestOutcome::Duplicate);
    QVERIFY(m_answers->now().front().accepted());
    QVERIFY(
        m_metrics->exposition().find(R"({outcome="duplicate",type="invoice.paid"} 1)") != std::string::npos);
}

void WebhookEndpointTest::testReceive_WriterFails_data()
{
    QTest::addColumn<domain::ErrorKind>("kind");
    QTest::addColumn<int>("status");
    QTest::newRow("overloaded") << domain::ErrorKind::Overloaded << 503;
    QTest::newRow("unavailable") << domain::ErrorKind::Unavailable << 503;
    QTest::newRow("timeout") << domain::ErrorKind::Timeout << 503;
    QTest::newRow("internal") << domain::ErrorKind::Internal << 500;
    QTest::newRow("invalid") << domain::ErrorKind::InvalidInput << 500;
}

void WebhookEndpointTest::testReceive_WriterFails()
{
    QFETCH(domain::ErrorKind, kind);
    QFETCH(int, status);
    receive(R"({"id":"evt_1"})");
    m_writer->callbacks.front()(errorOf(kind));
    const auto answer = m_answers->now().front();
    QCOMPARE(answer.status, status);
    QVERIFY(!answer.code.empty());
    QCOMPARE(answer.retryAfterSeconds > 0, status == 503);
}

void WebhookEndpointTest::testReceive_SilentWriter_Is503_AndLateCallbackIsIgnored()
{
    make(50ms);
    const auto begin = std::chrono::steady_clock::now();
    receive(R"({"id":"evt_1","type":"invoice.paid"})");
    const auto answers = m_answers->waitFor(1);
    const auto took = std::chrono::steady_clock::now() - begin;
    QCOMPARE(answers.size(), 1U);
    QCOMPARE(answers.front().status, 503);
    QVERIFY(answers.front().retryAfterSeconds > 0);
    QVERIFY(took >= 50ms && took < 5s);
    m_writer->callbacks.front()(IngestOutcome::Stored);
    QCOMPARE(m_answers->now().size(), 1U);
    m_endpoint.reset(); // joins the thread that counts
    const auto exposition = m_metrics->exposition();
    QVERIFY(exposition.find(R"({outcome="timeout",type="invoice.paid"} 1)") != std::string::npos);
    QVERIFY(exposition.find(R"(outcome="stored")") == std::string::npos);
}

void WebhookEndpointTest::testReceive_CallbackAndDeadlineRace_OneAnswerEach()
{
    make(1ms);
    constexpr std::size_t count = 2'000;
    m_writer->callbacks.reserve(count);
    const std::string body = R"({"id":"evt_1","type":"invoice.paid"})";
    for (std::size_t i = 0; i < count; ++i) {
        receive(body);
        std::thread([callback = m_writer->callbacks.back()] { callback(IngestOutcome::Stored); }).join();
    }
    QCOMPARE(m_answers->waitFor(count).size(), count);
    m_endpoint.reset();
    QCOMPARE(m_answers->now().size(), count);
}

void WebhookEndpointTest::testReceive_Unreadable_IsQuarantined()
{
    receive("not JSON");
    const auto &event = m_writer->events.front();
    QVERIFY(event.id.starts_with("sha256:"));
    QCOMPARE(event.id.size(), 7U + 64U);
    QCOMPARE(event.quarantineReason, std::string("unreadable"));
    QCOMPARE(event.payload, std::string("not JSON"));
    m_writer->callbacks.front()(IngestOutcome::Quarantined);
    QVERIFY(m_answers->now().front().accepted());
    QVERIFY(m_metrics->exposition().find(R"({outcome="unreadable",type="none"} 1)") != std::string::npos);
}

void WebhookEndpointTest::testReceive_Parked_data()
{
    QTest::addColumn<bool>("guardKnowsMode");
    QTest::addColumn<std::string>("guardAccount");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("reason");
    const std::string live = R"({"id":"e","livemode":true})";
    const std::string test = R"({"id":"e","livemode":false})";
    const std::string connected = R"({"id":"e","livemode":false,"account":"acct_2"})";
    QTest::newRow("nothing known") << false << std::string() << live << std::string();
    QTest::newRow("same mode") << true << std::string() << test << std::string();
    QTest::newRow("other mode") << true << std::string() << live << std::string("wrong_mode");
    QTest::newRow("no mode said") << true << std::string() << std::string(R"({"id":"e"})") << std::string();
    QTest::newRow("same account") << true << std::string("acct_2") << connected << std::string();
    QTest::newRow("other account") << true << std::string("acct_1") << connected
                                   << std::string("wrong_account");
    QTest::newRow("account, and none known")
        << true << std::string() << connected << std::string("wrong_account");
    QTest::newRow("no account said") << true << std::string("acct_1") << test << std::string();
}

void WebhookEndpointTest::testReceive_Parked()
{
    QFETCH(bool, guardKnowsMode);
    QFETCH(std::string, guardAccount);
    QFETCH(std::string, body);
    QFETCH(std::string, reason);
    m_guard.livemode = guardKnowsMode ? std::optional(false) : std::nullopt;
    m_guard.account = guardAccount;
    receive(body);
    QCOMPARE(m_writer->events.front().quarantineReason, reason);
    QCOMPARE(m_writer->events.front().id, std::string("e"));
    m_writer->callbacks.front()(reason.empty() ? IngestOutcome::Stored : IngestOutcome::Quarantined);
    QVERIFY(m_answers->now().front().accepted());
}

void WebhookEndpointTest::testReceive_KeepsTheExactBytes()
{
    const std::string body = "  {\"id\" : \"e\",\r\n\"x\":\"\\u00e9\xC3\xA9\"}\n";
    receive(body);
    QCOMPARE(m_writer->events.front().payload, body);
}

void WebhookEndpointTest::testLog_HoldsBackFloods_AndNoSecrets()
{
    for (int i = 0; i < 1'000; ++i) {
        m_endpoint->receive("t=1700000000,v1=" + secret, R"({"id":"e"})", m_answers->one());
    }
    QCOMPARE(m_lines.size(), 1U);
    QVERIFY(m_lines.front().find(R"("reason":"no_signature")") != std::string::npos);
    QVERIFY(m_lines.front().find("whsec_") == std::string::npos);
}

QTEST_GUILESS_MAIN(WebhookEndpointTest)
#include "webhookendpointtest.moc"

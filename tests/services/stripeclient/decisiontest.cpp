#include "services/observability/log.h"
#include "services/stripeclient/client.h"
#include "tests/services/stripeclient/scriptedserver.h"

#include <QSet>
#include <QTest>

using billhook::domain::ErrorKind;
using billhook::observability::Log;
using billhook::observability::LogLevel;
using billhook::tests::ScriptedReply;
using billhook::tests::ScriptedServer;
using namespace billhook::stripeclient;
using namespace std::chrono_literals;
using Ending = ScriptedReply::Ending;

namespace {

ScriptedReply refusal(
    int status, const QByteArray &type, const QByteArray &code, QList<QByteArray> headers = {})
{
    return { status,
        R"({"error":{"type":")" + type + R"(","code":")" + code + R"(","message":"As scripted."}})",
        std::move(headers) };
}

ScriptedReply lost(Ending ending)
{
    return { 200, R"({"id":"prod_1","object":"product"})", {}, ending };
}

const Request post{ Method::Post, "/v1/products", {}, Form().text("name", "Team"), "key-1" };

std::unique_ptr<Client> clientOf(
    const ScriptedServer &server, Log &log, std::chrono::milliseconds firstDelay = 5ms)
{
    ClientOptions options;
    options.apiBase = server.url();
    options.secretKey = "sk_test_scripted";
    options.deadline = 20s;
    options.firstRetryDelay = firstDelay;
    return *Client::create(options, log);
}

/** "200", or the code of the error. */
QString outcomeOf(const billhook::domain::Result<Answer> &answer)
{
    return answer ? QString::number(answer->status) : QString::fromStdString(answer.error().code);
}

} // namespace

/** The decisions of the official clients, row by row, against a real server. */
class DecisionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testPost_DecidesAsTheOfficialClients_data();
    void testPost_DecidesAsTheOfficialClients();
    void testPost_SendsAnExactRepeat();
    void testPost_WaitsAsLongAsItIsAskedTo_data();
    void testPost_WaitsAsLongAsItIsAskedTo();
    void testPost_OverAKeptConnectionThatDropped_IsOneRequestAnAttempt();
    void testPost_NamesTheReplayOfAStoredAnswer();

private:
    Log m_log{ LogLevel::Error };
};

void DecisionTest::testPost_DecidesAsTheOfficialClients_data()
{
    QTest::addColumn<QList<ScriptedReply>>("script");
    QTest::addColumn<int>("calls");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char *name, QList<ScriptedReply> script, int calls, const char *outcome) {
        QTest::newRow(name) << std::move(script) << calls << QString::fromLatin1(outcome);
    };
    const auto failure = refusal(500, "api_error", "");
    const auto inUse = refusal(409, "idempotency_error", "idempotency_key_in_use");
    const QByteArray again = "Stripe-Should-Retry: true";
    const QByteArray never = "Stripe-Should-Retry: false";
    row("500 once", { failure }, 2, "200");
    row("503 once", { refusal(503, "api_error", "") }, 2, "200");
    row("500 twice", { failure, failure }, 3, "200");
    row("500 three times", { failure, failure, failure }, 3, "500");
    row("409 key in use", { inUse }, 2, "200");
    row("409 lock_timeout", { refusal(409, "invalid_request_error", "lock_timeout") }, 2, "200");
    row("409 three times", { inUse, inUse, inUse }, 3, "409");
    row("424", { refusal(424, "api_error", "") }, 1, "424");
    row("429", { refusal(429, "invalid_request_error", "rate_limit") }, 1, "429");
    row("429 and Retry-After alone", { refusal(429, "", "", { "Retry-After: 1" }) }, 1, "429");
    row("429 and asked to retry", { refusal(429, "", "", { again }) }, 2, "200");
    row("500 and asked not to", { refusal(500, "api_error", "", { never }) }, 1, "500");
    row("409 and asked not to", { refusal(409, "", "", { never }) }, 1, "409");
    row("400 and asked to retry", { refusal(400, "invalid_request_error", "", { again }) }, 2, "200");
    row("400 idempotency", { refusal(400, "idempotency_error", "") }, 1, "400");
    row("401", { refusal(401, "invalid_request_error", "", { "WWW-Authenticate: Basic realm=\"Stripe\"" }) },
        1, "401");
    row("402", { refusal(402, "card_error", "card_declined") }, 1, "402");
    row("403", { refusal(403, "invalid_request_error", "") }, 1, "403");
    row("404", { refusal(404, "invalid_request_error", "resource_missing") }, 1, "404");
    row("302", { { 302, "{}", { "Location: /elsewhere" } } }, 1, "302");
    row("socket dropped once", { lost(Ending::Dropped) }, 2, "200");
    row("socket dropped three times", QList<ScriptedReply>(3, lost(Ending::Dropped)), 3,
        "stripe_unreachable");
    row("body cut off once", { lost(Ending::Cut) }, 2, "200");
    row("body cut off three times", QList<ScriptedReply>(3, lost(Ending::Cut)), 3, "stripe_unreachable");
    row("a page of a proxy with 200", { { 200, "<html>hello</html>", { "Content-Type: text/html" } } }, 1,
        "stripe_unreadable");
    row("a page of a proxy with 502", { { 502, "<html>bad</html>", { "Content-Type: text/html" } } }, 2,
        "200");
    row("a page of a proxy with 403", { { 403, "<html>no</html>", { "Content-Type: text/html" } } }, 1,
        "403");
}

void DecisionTest::testPost_DecidesAsTheOfficialClients()
{
    QFETCH(const QList<ScriptedReply>, script);
    QFETCH(const int, calls);
    QFETCH(const QString, outcome);
    ScriptedServer server(script);
    auto client = clientOf(server, m_log);
    const auto answer = client->call(post);
    QCOMPARE(server.requests().size(), calls);
    QCOMPARE(outcomeOf(answer), outcome);
}

void DecisionTest::testPost_SendsAnExactRepeat()
{
    ScriptedServer server({ refusal(500, "api_error", ""), lost(Ending::Dropped) });
    auto client = clientOf(server, m_log);
    QCOMPARE(outcomeOf(client->call(post)), QStringLiteral("200"));
    const auto requests = server.requests();
    QCOMPARE(requests.size(), 3);
    for (const auto &request : requests) {
        QCOMPARE(request.headers.value("idempotency-key"), QByteArray("key-1"));
        QCOMPARE(request.target, QByteArray("/v1/products"));
        QCOMPARE(request.body, QByteArray("name=Team"));
    }
}

void DecisionTest::testPost_WaitsAsLongAsItIsAskedTo_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("atLeast");
    QTest::addColumn<int>("below");
    QTest::newRow("by itself") << QByteArray("X-None: 1") << 490 << 990;
    QTest::newRow("Retry-After: 1") << QByteArray("Retry-After: 1") << 990 << 1900;
    QTest::newRow("more than a minute is not believed") << QByteArray("Retry-After: 61") << 490 << 990;
    QTest::newRow("a date is not believed")
        << QByteArray("Retry-After: Wed, 21 Oct 2026 07:28:00 GMT") << 490 << 990;
}

void DecisionTest::testPost_WaitsAsLongAsItIsAskedTo()
{
    QFETCH(const QByteArray, header);
    QFETCH(const int, atLeast);
    QFETCH(const int, below);
    ScriptedServer server({ refusal(429, "", "", { "Stripe-Should-Retry: true", header }) });
    auto client = clientOf(server, m_log, 500ms);
    QCOMPARE(outcomeOf(client->call(post)), QStringLiteral("200"));
    const auto requests = server.requests();
    QCOMPARE(requests.size(), 2);
    const auto waited = std::chrono::ceil<std::chrono::milliseconds>(requests[1].at - requests[0].at).count();
    QVERIFY2(waited >= atLeast && waited < below, qPrintable(QString::number(waited)));
}

void DecisionTest::testPost_OverAKeptConnectionThatDropped_IsOneRequestAnAttempt()
{
    ScriptedServer server({ {}, lost(Ending::Dropped), lost(Ending::Dropped), lost(Ending::Dropped) });
    auto client = clientOf(server, m_log);
    QCOMPARE(outcomeOf(client->call(post)), QStringLiteral("200"));
    QCOMPARE(outcomeOf(client->call(post)), QStringLiteral("stripe_unreachable"));
    QCOMPARE(server.requests().size(), 4);
}

void DecisionTest::testPost_NamesTheReplayOfAStoredAnswer()
{
    ScriptedServer server({ refusal(500, "api_error", "",
        { "Idempotent-Replayed: true", "Stripe-Should-Retry: false", "Request-Id: req_42" }) });
    auto client = clientOf(server, m_log);
    const auto answer = client->call(post);
    QVERIFY(answer.has_value());
    QVERIFY(answer->replayed);
    QCOMPARE(answer->requestId, std::string("req_42"));
}

QTEST_GUILESS_MAIN(DecisionTest)
#include "decisiontest.moc"

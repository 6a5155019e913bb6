#include "services/concurrency/whendone.h"
#include "services/observability/log.h"
#include "services/stripeclient/accounts.h"
#include "services/stripeclient/client.h"
#include "services/stripeclient/coupons.h"
#include "services/stripeclient/products.h"
#include "tests/services/stripeclient/scriptedserver.h"

#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTemporaryDir>
#include <QTest>

#include <vector>

using billhook::concurrency::Cancellation;
using billhook::concurrency::whenDone;
using billhook::domain::ErrorKind;
using billhook::domain::Result;
using billhook::observability::Log;
using billhook::observability::LogLevel;
using billhook::tests::ScriptedReply;
using billhook::tests::ScriptedServer;
using namespace billhook::stripeclient;
using namespace std::chrono_literals;
using Ending = ScriptedReply::Ending;

namespace {

const ScriptedReply silence{ 200, {}, {}, Ending::Silent };

ClientOptions optionsFor(const QUrl &url)
{
    ClientOptions options;
    options.apiBase = url;
    options.secretKey = "sk_test_scripted";
    options.firstRetryDelay = 5ms;
    return options;
}

std::string codeOf(const Result<Answer> &answer)
{
    return answer ? std::to_string(answer->status) : answer.error().code;
}

/** A certificate for 127.0.0.1 that nobody but itself vouches for. */
QSslConfiguration selfSigned(const QTemporaryDir &folder)
{
    const QString key = folder.filePath(QStringLiteral("key.pem"));
    const QString certificate = folder.filePath(QStringLiteral("certificate.pem"));
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
        { QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
            QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-keyout"), key,
            QStringLiteral("-out"), certificate, QStringLiteral("-days"), QStringLiteral("2"),
            QStringLiteral("-subj"), QStringLiteral("/CN=127.0.0.1"), QStringLiteral("-addext"),
            QStringLiteral("subjectAltName=IP:127.0.0.1") });
    openssl.waitForFinished();
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(certificate));
    QFile file(key);
    if (file.open(QIODevice::ReadOnly)) {
        configuration.setPrivateKey(QSslKey(&file, QSsl::Rsa));
    }
    return configuration;
}

} // namespace

class StripeClientTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testSend_FramesTheRequest();
    void testSend_GivesGetAndDeleteNoKeyAndNoBody();
    void testSend_SendsAnEmptyBody();
    void testSend_AnswersInTheReceiversThread();
    void testDeadline_EndsACallThatHangs_WithAllItsAttempts();
    void testDeadline_IsNotWaitedFor_WhereARetryWouldMissIt();
    void testDeadline_EndsACallThatNeverGotItsTurn();
    void testCancel_EndsACallUnderWay_AndOneNotBegun();
    void testDestructor_EndsWhatIsUnderWay();
    void testCreate_RefusesWhatMustNotBe_data();
    void testCreate_RefusesWhatMustNotBe();
    void testTls_RefusesACertificateNobodyVouchesFor();
    void testTls_TakesOneThatIsVouchedFor();
    void testLog_HoldsNoSecret();

private:
    Log m_log{ LogLevel::Error };
};

void StripeClientTest::testSend_FramesTheRequest()
{
    ScriptedServer server({ { 200, R"({"id":"prod_1"})", { "Request-Id: req_1" } } });
    auto client = *Client::create(optionsFor(server.url()), m_log);
    ProductFields fields;
    fields.name = "Team";
    const auto answer = client->call(updateProduct("prod_1", fields, "b2f1"));
    QVERIFY(answer.has_value());
    QCOMPARE(answer->requestId, std::string("req_1"));
    QCOMPARE(answer->json["id"].text(), std::string_view("prod_1"));
    const auto request = server.requests().value(0);
    QCOMPARE(request.method, QByteArray("POST"));
    QCOMPARE(request.target, QByteArray("/v1/products/prod_1"));
    QCOMPARE(request.body, QByteArray("name=Team"));
    const QHash<QByteArray, QByteArray> expected{ { "accept", "application/json" },
        { "content-type", "application/x-www-form-urlencoded" }, { "content-length", "9" },
        { "authorization", "Bearer sk_test_scripted" }, { "stripe-version", apiVersion },
        { "idempotency-key", "b2f1" }, { "user-agent", "Billhook" } };
    for (auto header = expected.begin(); header != expected.end(); ++header) {
        QCOMPARE(request.headers.value(header.key()), header.value());
    }
}

void StripeClientTest::testSend_GivesGetAndDeleteNoKeyAndNoBody()
{
    ScriptedServer server({});
    auto client = *Client::create(optionsFor(server.url()), m_log);
    QCOMPARE(codeOf(client->call(retrieveAccount())), std::string("200"));
    QCOMPARE(codeOf(client->call(deleteCoupon("WINTER"))), std::string("200"));
    const auto requests = server.requests();
    QCOMPARE(requests.value(0).method, QByteArray("GET"));
    QCOMPARE(requests.value(1).method, QByteArray("DELETE"));
    for (const auto &request : requests) {
        QVERIFY(!request.headers.contains("idempotency-key"));
        QVERIFY(!request.headers.contains("content-length"));
        QCOMPARE(request.headers.value("content-type"), QByteArray("application/x-www-form-urlencoded"));
        QVERIFY(request.body.isEmpty());
    }
}

void StripeClientTest::testSend_SendsAnEmptyBody()
{
    ScriptedServer server({});
    auto client = *Client::create(optionsFor(server.url()), m_log);
    const auto answer = client->call({ Method::Post, "/v1/products/{id}", "prod_1", {}, "key" });
    QCOMPARE(codeOf(answer), std::string("200"));
    QCOMPARE(server.requests().value(0).headers.value("content-length"), QByteArray("0"));
}

void StripeClientTest::testSend_AnswersInTheReceiversThread()
{
    ScriptedServer server({});
    auto client = *Client::create(optionsFor(server.url()), m_log);
    QThread *thread = nullptr;
    whenDone(client->send(retrieveAccount()), this, [&thread](const Result<Answer> &answer) {
        QVERIFY(answer.has_value());
        thread = QThread::currentThread();
    });
    QTRY_COMPARE(thread, QThread::currentThread());
}

void StripeClientTest::testDeadline_EndsACallThatHangs_WithAllItsAttempts()
{
    ScriptedServer server({ { 500, "{}" }, silence });
    auto options = optionsFor(server.url());
    options.deadline = 2s;
    auto client = *Client::create(options, m_log);
    QElapsedTimer timer;
    timer.start();
    const auto answer = client->call(createCoupon({ *billhook::domain::parseDecimal("10"), "once" }, "key"));
    QCOMPARE(codeOf(answer), std::string("stripe_timeout"));
    QCOMPARE(answer.error().kind, ErrorKind::Timeout);
    QVERIFY(timer.elapsed() >= 1'990);
    QVERIFY(timer.elapsed() < 20'000);
    QCOMPARE(server.requests().size(), 2);
}

void StripeClientTest::testDeadline_IsNotWaitedFor_WhereARetryWouldMissIt()
{
    ScriptedServer server({ { 500, "{}", { "Retry-After: 50" } } });
    auto options = optionsFor(server.url());
    options.deadline = 30s;
    auto client = *Client::create(options, m_log);
    QElapsedTimer timer;
    timer.start();
    const auto answer = client->call(retrieveAccount());
    QCOMPARE(codeOf(answer), std::string("500"));
    QVERIFY(answer->retryAfter == std::optional(50s));
    QVERIFY(timer.elapsed() < 10'000);
}

void StripeClientTest::testDeadline_EndsACallThatNeverGotItsTurn()
{
    ScriptedServer server({});
    auto options = optionsFor(server.url());
    options.deadline = 500ms;
    auto client = *Client::create(options, m_log);
    std::vector<QFuture<Result<Answer>>> calls;
    for (int number = 0; number < 60; ++number) {
        calls.push_back(client->send(retrieveAccount()));
    }
    qsizetype sent = 0;
    qsizetype unsent = 0;
    for (auto &call : calls) {
        call.waitForFinished();
        const auto code = codeOf(call.takeResult());
        sent += code == "200" || code == "stripe_timeout" ? 1 : 0;
        unsent += code == "stripe_rate_budget" ? 1 : 0;
    }
    QCOMPARE(sent + unsent, 60);
    QVERIFY(server.requests().size() <= sent);
    QVERIFY2(sent >= 5 && sent <= 25, qPrintable(QString::number(sent)));
}

void StripeClientTest::testCancel_EndsACallUnderWay_AndOneNotBegun()
{
    ScriptedServer server({ silence });
    auto client = *Client::create(optionsFor(server.url()), m_log);
    const Cancellation cancellation;
    auto call = client->send(retrieveAccount(), cancellation);
    QTRY_COMPARE(server.requests().size(), 1);
    cancellation.cancel();
    call.waitForFinished();
    QCOMPARE(codeOf(call.takeResult()), std::string("canceled"));
    QCOMPARE(codeOf(client->call(retrieveAccount(), cancellation)), std::string("canceled"));
    QCOMPARE(server.requests().size(), 1);
}

void StripeClientTest::testDestructor_EndsWhatIsUnderWay()
{
    ScriptedServer server({ silence });
    auto client = *Client::create(optionsFor(server.url()), m_log);
    auto call = client->send(retrieveAccount());
    QTRY_COMPARE(server.requests().size(), 1);
    client.reset();
    QVERIFY(call.isFinished());
    QCOMPARE(codeOf(call.takeResult()), std::string("canceled"));
}

void StripeClientTest::testCreate_RefusesWhatMustNotBe_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<bool>("told");
    QTest::addColumn<QByteArray>("code"); // empty: taken
    const auto row = [](const char *name, const char *base, const char *key, bool told, const char *code) {
        QTest::newRow(name) << QString::fromLatin1(base) << QByteArray(key) << told << QByteArray(code);
    };
    row("Stripe itself, live", "https://api.stripe.com", "sk_live_1", false, "");
    row("loopback", "http://127.0.0.1:12111", "sk_test_1", false, "");
    row("loopback of version 6", "http://[::1]:12111", "rk_test_1", false, "");
    row("a foreign host with a test key", "https://stripe.example.com", "sk_test_1", false, "");
    row("a foreign host, live", "https://stripe.example.com", "sk_live_1", false, "live_key_to_foreign_host");
    row("a look-alike, live", "https://api.stripe.com.example.com", "rk_live_1", false,
        "live_key_to_foreign_host");
    row("another look-alike, live", "https://evilstripe.com", "rk_live_1", false, "live_key_to_foreign_host");
    row("a foreign host, live, told to", "https://stripe.example.com", "sk_live_1", true, "");
    row("http, live", "http://127.0.0.1:12111", "sk_live_1", false, "live_key_over_http");
    row("http, live, even told to", "http://127.0.0.1:12111", "rk_live_1", true, "live_key_over_http");
    row("http to another host", "http://stripe.example.com", "sk_test_1", true, "bad_api_base");
    row("no address", "", "sk_test_1", false, "bad_api_base");
    row("no key", "https://api.stripe.com", "", false, "bad_stripe_key");
    row("a key of two lines", "https://api.stripe.com", "sk_test_1\r\nX: y", false, "bad_stripe_key");
    row("a publishable key", "https://api.stripe.com", "pk_test_1", false, "bad_stripe_key");
}

void StripeClientTest::testCreate_RefusesWhatMustNotBe()
{
    QFETCH(const QString, base);
    QFETCH(const QByteArray, key);
    QFETCH(const bool, told);
    QFETCH(const QByteArray, code);
    ClientOptions options;
    options.apiBase = QUrl(base);
    options.secretKey = key;
    options.liveKeyToForeignHost = told;
    const auto client = Client::create(options, m_log);
    QCOMPARE(client ? std::string() : client.error().code, code.toStdString());
    if (client) {
        QCOMPARE((*client)->livemode(), key.contains("_live_"));
    } else {
        QCOMPARE(client.error().kind, ErrorKind::Configuration);
    }
}

void StripeClientTest::testTls_RefusesACertificateNobodyVouchesFor()
{
    const QTemporaryDir folder;
    ScriptedServer server({}, selfSigned(folder));
    auto client = *Client::create(optionsFor(server.url()), m_log);
    QCOMPARE(codeOf(client->call(retrieveAccount())), std::string("stripe_unreachable"));
    QVERIFY(server.requests().isEmpty());
}

void StripeClientTest::testTls_TakesOneThatIsVouchedFor()
{
    const QTemporaryDir folder;
    const QSslConfiguration own = selfSigned(folder);
    const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
    QSslConfiguration trusting = before;
    trusting.addCaCertificate(own.localCertificate());
    QSslConfiguration::setDefaultConfiguration(trusting);
    ScriptedServer server({}, own);
    auto client = *Client::create(optionsFor(server.url()), m_log);
    const auto code = codeOf(client->call(retrieveAccount()));
    QSslConfiguration::setDefaultConfiguration(before);
    QCOMPARE(code, std::string("200"));
    QCOMPARE(server.requests().size(), 1);
}

void StripeClientTest::testLog_HoldsNoSecret()
{
    ScriptedServer server(
        { { 401, R"({"error":{"code":"sk_test_scripted","message":"Bad key sk_test_scripted"}})",
            { "Request-Id: req_9" } } });
    std::mutex mutex;
    std::string lines;
    Log log(LogLevel::Debug, [&](std::string_view line) {
        const std::scoped_lock lock(mutex);
        lines.append(line).append("\n");
    });
    auto client = *Client::create(optionsFor(server.url()), log);
    ProductFields fields;
    fields.name = "Secret plan";
    QCOMPARE(codeOf(client->call(createProduct(fields, "step-1"))), std::string("401"));
    client.reset();
    QVERIFY(lines.find("req_9") != std::string::npos);
    QVERIFY(lines.find("step-1") != std::string::npos);
    QVERIFY(lines.find("scripted") == std::string::npos);
    QVERIFY(lines.find("Secret plan") == std::string::npos);
}

QTEST_GUILESS_MAIN(StripeClientTest)
#include "stripeclienttest.moc"

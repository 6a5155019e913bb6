#include "services/sandbox/delivery/delivery.h"

#include "services/http/server.h"

#include <QMessageAuthenticationCode>
#include <QTest>

#include <map>
#include <mutex>
#include <numeric>

using namespace billhook;

namespace {

const std::string secret = "whsec_delivery";

/** An endpoint that checks signatures by Qt's own HMAC and refuses each body `refusals` times first. */
class Receiver final
{
public:
    explicit Receiver(int refusals)
        : m_refusals(refusals)
        , m_server(options(),
              { { "POST", "/hook", 1U << 20U, false,
                  [this](const http::Request &request, const http::Respond &respond) {
                      respond({ judge(request), "text/plain", "", {} });
                  } } })
    { }

    bool start() { return m_server.start() == http::StartFailure::None; }
    std::uint16_t port() const { return m_server.port(); }
    void stop() { m_server.stop(std::chrono::seconds(2)); }

    std::map<std::string, int> accepted; ///< read after stop()
    int forged = 0;

private:
    static http::ServerOptions options()
    {
        http::ServerOptions options;
        options.port = 0;
        return options;
    }

    int judge(const http::Request &request)
    {
        const std::scoped_lock lock(m_mutex);
        const auto header = QByteArray::fromStdString(std::string(request.header("Stripe-Signature")));
        const auto time = header.mid(2, header.indexOf(',') - 2);
        const auto expected
            = QMessageAuthenticationCode::hash(time + '.' + QByteArray::fromStdString(request.body),
                QByteArray::fromStdString(secret), QCryptographicHash::Sha256)
                  .toHex();
        if (header != "t=" + time + ",v1=" + expected) {
            ++forged;
            return 400;
        }
        if (m_refused[request.body]++ < m_refusals) {
            return 503;
        }
        ++accepted[request.body];
        return 200;
    }

    int m_refusals;
    std::mutex m_mutex;
    std::map<std::string, int> m_refused;
    http::Server m_server;
};

std::vector<sandbox::StripeEvent> someEvents(std::size_t count)
{
    std::vector<sandbox::StripeEvent> events;
    for (std::size_t i = 0; i < count; ++i) {
        events.push_back(
            { "evt_" + std::to_string(i), "invoice.paid", 0, "{\"n\":" + std::to_string(i) + "}" });
    }
    return events;
}

std::vector<std::size_t> plainOrder(std::size_t count)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{ 0 });
    return order;
}

} // namespace

class DeliveryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testSend_Refused_IsSentAgainUntilAccepted()
    {
        Receiver receiver(1);
        QVERIFY(receiver.start());
        const std::atomic<bool> stop{ false };
        sandbox::DeliveryOptions options;
        options.connections = 4;
        sandbox::Delivery delivery({ "127.0.0.1", receiver.port(), "/hook", secret }, options, stop);
        const auto result = delivery.send(someEvents(40), plainOrder(40), [](std::size_t) {});
        receiver.stop();
        QCOMPARE(result.delivered, std::size_t{ 40 });
        QCOMPARE(result.retries, std::size_t{ 40 });
        QCOMPARE(receiver.accepted.size(), std::size_t{ 40 });
        QCOMPARE(receiver.forged, 0);
    }

    void testSend_NobodyThere_SaysSo()
    {
        const std::atomic<bool> stop{ false };
        sandbox::DeliveryOptions options;
        options.connections = 2;
        options.giveUpWithoutAnswer = std::chrono::seconds(0);
        sandbox::Delivery delivery({ "127.0.0.1", 1, "/hook", secret }, options, stop);
        const auto result = delivery.send(someEvents(5), plainOrder(5), [](std::size_t) {});
        QCOMPARE(result.delivered, std::size_t{ 0 });
        QVERIFY(!result.everAnswered);
        QVERIFY(!result.lastFailure.empty());
    }

    void testSend_StopFlag_EndsRetries()
    {
        Receiver receiver(1'000'000);
        QVERIFY(receiver.start());
        std::atomic<bool> stop{ true };
        sandbox::Delivery delivery({ "127.0.0.1", receiver.port(), "/hook", secret }, {}, stop);
        const auto result = delivery.send(someEvents(5), plainOrder(5), [](std::size_t) {});
        receiver.stop();
        QVERIFY(result.stopped);
        QVERIFY(result.everAnswered);
        QCOMPARE(result.lastStatus, 503);
    }

    void testParseTarget_ReadsUrls_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("read");
        QTest::newRow("full") << u"http://127.0.0.1:8080/api/webhooks/stripe"_qs
                              << u"127.0.0.1 8080 /api/webhooks/stripe"_qs;
        QTest::newRow("no port") << u"http://localhost/x"_qs << u"localhost 80 /x"_qs;
        QTest::newRow("no path") << u"http://localhost:99"_qs << u"localhost 99 /"_qs;
        for (const auto *bad : { "https://localhost/x", "localhost:80/x", "http://", "http://:80/x",
                 "http://localhost:0/x", "http://localhost:65536/", "http://localhost:8a/" }) {
            QTest::newRow(bad) << QString::fromLatin1(bad) << QString();
        }
    }
    void testParseTarget_ReadsUrls()
    {
        QFETCH(QString, url);
        QFETCH(QString, read);
        sandbox::DeliveryTarget target;
        const bool good = sandbox::parseTarget(url.toStdString(), target);
        QCOMPARE(good, !read.isEmpty());
        if (good) {
            QCOMPARE(target.host + " " + std::to_string(target.port) + " " + target.path, read.toStdString());
        }
    }
};

QTEST_APPLESS_MAIN(DeliveryTest)
#include "deliverytest.moc"

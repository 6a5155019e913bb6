#include "services/sandbox/delivery/webhooksender.h"

#include "services/http/server.h"
#include "services/sandbox/delivery/signature.h"
#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/engine/tables.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <mutex>

using namespace billhook;
using namespace Qt::StringLiterals;

namespace {

const std::string secret = "whsec_sender";

/** An endpoint that checks signatures and refuses everything until it is opened. */
class Endpoint final
{
public:
    Endpoint()
        : m_server(anyPort(),
            { { "POST", "/hook", 1U << 20U, false,
                [this](const http::Request &request, const http::Respond &respond) {
                    respond({ judge(request), "text/plain", "", {} });
                } } })
    {
        m_started = m_server.start() == http::StartFailure::None;
    }
    ~Endpoint() { m_server.stop(std::chrono::seconds(2)); }
    Endpoint(const Endpoint &) = delete;
    Endpoint &operator=(const Endpoint &) = delete;

    bool started() const { return m_started; }
    QString url() const { return u"http://127.0.0.1:"_s + QString::number(m_server.port()) + u"/hook"_s; }
    void open()
    {
        const std::scoped_lock lock(m_mutex);
        m_open = true;
    }
    int refused()
    {
        const std::scoped_lock lock(m_mutex);
        return m_refused;
    }
    /** How often each event was accepted, by its object's name. */
    std::map<std::string, int> accepted()
    {
        const std::scoped_lock lock(m_mutex);
        return m_accepted;
    }

private:
    static http::ServerOptions anyPort()
    {
        http::ServerOptions options;
        options.port = 0;
        return options;
    }

    int judge(const http::Request &request)
    {
        const std::scoped_lock lock(m_mutex);
        const std::string header(request.header("Stripe-Signature"));
        const auto at = std::stoll(header.substr(2));
        if (!m_open || header != sandbox::signatureHeader(secret, at, request.body)) {
            ++m_refused;
            return 500;
        }
        const auto event = QJsonDocument::fromJson(QByteArray::fromStdString(request.body)).object();
        ++m_accepted[sandbox::textAt(event.value(u"data"_s)[u"object"_s].toObject(), u"name"_s)];
        return 200;
    }

    std::mutex m_mutex;
    bool m_open = false;
    bool m_started = false;
    int m_refused = 0;
    std::map<std::string, int> m_accepted;
    http::Server m_server;
};

void registerEndpoint(sandbox::Engine &engine, const Endpoint &endpoint, const QString &events)
{
    sandbox::Transaction transaction(engine, {});
    transaction.put(sandbox::table::endpoint,
        { { u"id"_s, u"we_test"_s }, { u"url"_s, endpoint.url() }, { u"secret"_s, sandbox::text(secret) },
            { u"status"_s, u"enabled"_s }, { u"enabled_events"_s, QJsonArray{ events } },
            { u"created"_s, 1 } });
    QVERIFY(transaction.commit().has_value());
}

void tell(sandbox::Engine &engine, const std::string &type, const QString &name)
{
    const std::scoped_lock lock(engine.mutex);
    sandbox::Transaction transaction(engine, { "req_1", "" });
    transaction.tell(type, { { u"object"_s, u"thing"_s }, { u"name"_s, name } });
    QVERIFY(transaction.commit().has_value());
}

sandbox::Fault faultFor(const std::string &eventType, sandbox::FaultKind kind)
{
    sandbox::Fault fault;
    fault.kind = kind;
    fault.path = eventType;
    fault.milliseconds = 400;
    return fault;
}

std::size_t waiting(sandbox::Engine &engine)
{
    const std::scoped_lock lock(engine.mutex);
    return engine.store.count(sandbox::table::delivery);
}

} // namespace

/** Webhooks out of the store to a real endpoint. */
class WebhookSenderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRefused_IsSentAgainUntilAccepted()
    {
        Endpoint endpoint;
        QVERIFY(endpoint.started());
        sandbox::Engine engine;
        registerEndpoint(engine, endpoint, u"thing.*"_s);
        sandbox::WebhookSender sender(engine);
        tell(engine, "thing.created", u"a"_s);
        tell(engine, "other.created", u"b"_s); // nobody wants it
        sender.wake();
        QTRY_VERIFY_WITH_TIMEOUT(endpoint.refused() >= 2, 20'000);
        QCOMPARE(waiting(engine), std::size_t{ 1 });
        endpoint.open();
        QTRY_COMPARE_WITH_TIMEOUT(waiting(engine), std::size_t{ 0 }, 20'000);
        QCOMPARE(endpoint.accepted(), (std::map<std::string, int>{ { "a", 1 } }));
    }

    void testRestart_WhatWaitsIsSent()
    {
        const QTemporaryDir folder;
        Endpoint endpoint;
        QVERIFY(endpoint.started());
        {
            sandbox::Engine engine;
            QVERIFY(engine.store.open(folder.path().toStdString()).has_value());
            registerEndpoint(engine, endpoint, u"*"_s);
            tell(engine, "thing.created", u"a"_s);
        }
        endpoint.open();
        sandbox::Engine engine;
        QVERIFY(engine.store.open(folder.path().toStdString()).has_value());
        const sandbox::WebhookSender sender(engine);
        QTRY_COMPARE_WITH_TIMEOUT(waiting(engine), std::size_t{ 0 }, 20'000);
        QCOMPARE(endpoint.accepted(), (std::map<std::string, int>{ { "a", 1 } }));
    }

    void testFaults_TwiceLateAndWithheld()
    {
        Endpoint endpoint;
        QVERIFY(endpoint.started());
        endpoint.open();
        sandbox::Engine engine;
        registerEndpoint(engine, endpoint, u"*"_s);
        engine.faults.add(faultFor("thing.twice", sandbox::FaultKind::WebhookTwice));
        engine.faults.add(faultFor("thing.withheld", sandbox::FaultKind::WebhookWithheld));
        engine.faults.add(faultFor("thing.late", sandbox::FaultKind::WebhookLate));
        tell(engine, "thing.withheld", u"withheld"_s);
        tell(engine, "thing.late", u"late"_s);
        tell(engine, "thing.twice", u"twice"_s);
        const sandbox::WebhookSender sender(engine);
        QTRY_COMPARE_WITH_TIMEOUT(endpoint.accepted()["twice"], 2, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(endpoint.accepted()["late"], 1, 20'000);
        QCOMPARE(endpoint.accepted()["withheld"], 0);
        QCOMPARE(waiting(engine), std::size_t{ 1 });
    }

    void testEndpoint_GoneOrDisabled_ForgetsWhatWaits()
    {
        Endpoint endpoint;
        QVERIFY(endpoint.started());
        sandbox::Engine engine;
        registerEndpoint(engine, endpoint, u"*"_s);
        tell(engine, "thing.created", u"a"_s);
        {
            sandbox::Transaction transaction(engine, {});
            transaction.remove(sandbox::table::endpoint, "we_test");
            QVERIFY(transaction.commit().has_value());
        }
        const sandbox::WebhookSender sender(engine);
        QTRY_COMPARE_WITH_TIMEOUT(waiting(engine), std::size_t{ 0 }, 20'000);
        QCOMPARE(endpoint.refused(), 0);
    }
};

QTEST_GUILESS_MAIN(WebhookSenderTest)
#include "webhooksendertest.moc"

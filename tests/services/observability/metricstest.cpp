#include "services/observability/metrics.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <thread>
#include <vector>

using namespace billhook::observability;

class MetricsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_metrics = std::make_unique<Metrics>(BuildInfo{ "0.1.0", "abc", "6.4.2" }); }

    void testExposition_IsWellFormed();
    void testBuildInfo();
    void testCountWebhookEvent_BoundsItsLabels();
    void testObserveHttpRequest_CountsByRoute();
    void testSet_ReplacesTheValue();
    void testLag_NeverBelowZero();
    void testExposition_IsShared_ByThoseInHaste();
    void testThreads();

private:
    bool has(std::string_view line) const
    {
        return ("\n" + m_metrics->exposition()).find("\n" + std::string(line) + "\n") != std::string::npos;
    }

    std::unique_ptr<Metrics> m_metrics;
};

void MetricsTest::testExposition_IsWellFormed()
{
    m_metrics->countWebhookEvent("invoice.paid", "stored");
    m_metrics->observeHttpRequest("/api/webhooks/stripe", "POST", 200, 0.002);
    m_metrics->countStripeRequest("/v1/events", "ok");
    m_metrics->set(Gauge::DatabaseUp, 1);
    m_metrics->set(LabelledGauge::Subscriptions, { { "trialing", 3 } });
    m_metrics->set(LabelledGauge::Subscriptions, { { "active", 12 } });
    QVERIFY(
        m_metrics->exposition().find("billhook_subscriptions{status=\"trialing\"} 0") != std::string::npos);
    const QRegularExpression sample(
        QStringLiteral("^(billhook|process)_[a-z_]+(\\{[a-z_]+=\"[^\"\\n]*\"(,[a-z_]+=\"[^\"\\n]*\")*\\})? "
                       "([0-9.e+-]+|\\+Inf)$"));
    QSet<QString> described;
    const auto lines
        = QString::fromStdString(m_metrics->exposition()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QVERIFY(lines.size() > 30);
    for (const auto &line : lines) {
        if (line.startsWith(QStringLiteral("# TYPE "))) {
            const auto name = line.section(QLatin1Char(' '), 2, 2);
            QVERIFY2(!described.contains(name), qPrintable(line));
            described.insert(name);
        } else if (!line.startsWith(QLatin1Char('#'))) {
            QVERIFY2(sample.match(line).hasMatch(), qPrintable(line));
        }
    }
    for (const auto *name : { "billhook_webhook_events_total", "billhook_webhook_lag_seconds",
             "billhook_http_request_duration_seconds", "billhook_db_up", "billhook_build_info",
             "billhook_stripe_requests_total", "billhook_subscriptions" }) {
        QVERIFY2(described.contains(QLatin1String(name)), name);
    }
}

void MetricsTest::testBuildInfo()
{
    QVERIFY(has(R"(billhook_build_info{commit="abc",qt="6.4.2",version="0.1.0"} 1)"));
}

void MetricsTest::testCountWebhookEvent_BoundsItsLabels()
{
    m_metrics->countWebhookEvent("Not a type\n\"", "stored");
    m_metrics->countWebhookEvent("", "bad_signature");
    QVERIFY(has(R"(billhook_webhook_events_total{outcome="stored",type="other"} 1)"));
    QVERIFY(has(R"(billhook_webhook_events_total{outcome="bad_signature",type="none"} 1)"));
    for (int i = 0; i < 2'000; ++i) {
        m_metrics->countWebhookEvent("made.up_" + std::to_string(i), "stored");
    }
    const auto text = m_metrics->exposition();
    const auto count = QByteArray::fromStdString(text).count("billhook_webhook_events_total{");
    QVERIFY(count <= 502);
    QVERIFY(has(R"(billhook_webhook_events_total{outcome="stored",type="other"} 1503)"));
}

void MetricsTest::testObserveHttpRequest_CountsByRoute()
{
    m_metrics->observeHttpRequest("/health", "GET", 200, 0.001);
    m_metrics->observeHttpRequest("/health", "GET", 200, 0.001);
    m_metrics->observeHttpRequest("", "GET", 404, 0.001);
    QVERIFY(
        has(R"(billhook_http_request_duration_seconds_count{code="200",method="GET",route="/health"} 2)"));
    QVERIFY(has(R"(billhook_http_request_duration_seconds_count{code="404",method="GET",route="none"} 1)"));
}

void MetricsTest::testSet_ReplacesTheValue()
{
    QVERIFY(m_metrics->exposition().find("billhook_event_queue_depth") == std::string::npos);
    m_metrics->set(Gauge::EventQueueDepth, 5);
    m_metrics->set(Gauge::EventQueueDepth, 3);
    QVERIFY(has("billhook_event_queue_depth 3"));
    m_metrics->set(Gauge::QuarantinedEvents, 0);
    QVERIFY(has("billhook_quarantined_events 0"));
}

void MetricsTest::testLag_NeverBelowZero()
{
    m_metrics->observeWebhookLag(-5);
    QVERIFY(has("billhook_webhook_lag_seconds_sum 0"));
    QVERIFY(has("billhook_webhook_lag_seconds_count 1"));
}

void MetricsTest::testExposition_IsShared_ByThoseInHaste()
{
    bool fresh = true;
    for (int users = 1; fresh && users < 1'000'000; ++users) {
        m_metrics->set(Gauge::Users, users);
        fresh = has("billhook_users " + std::to_string(users));
        QVERIFY(fresh || users > 1);
    }
    QVERIFY(!fresh);
    m_metrics->set(Gauge::Users, 7);
    QTRY_VERIFY(has("billhook_users 7"));
}

void MetricsTest::testThreads()
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([this] {
            for (int round = 0; round < 500; ++round) {
                m_metrics->countWebhookEvent("invoice.paid", "stored");
                m_metrics->observeHttpRequest("/a", "POST", 200, 0.001);
                m_metrics->set(Gauge::Users, round);
                if (round % 100 == 0) {
                    m_metrics->exposition();
                }
            }
        });
    }
    for (auto &thread : threads) {
        thread.join();
    }
    QTRY_VERIFY(has(R"(billhook_webhook_events_total{outcome="stored",type="invoice.paid"} 2000)"));
}

QTEST_GUILESS_MAIN(MetricsTest)
#include "metricstest.moc"

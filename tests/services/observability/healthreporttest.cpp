#include "services/observability/healthreport.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace billhook::observability;

class HealthReportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testStatus_data();
    void testStatus();
    void testReasons_NameEachCause();
    void testReasons_NameTheClock_ThatSignaturesAreApartFrom();
    void testJson_NamesEverything();
    void testJson_UnknownIsNull();
};

void HealthReportTest::testStatus_data()
{
    QTest::addColumn<int>("database");
    QTest::addColumn<int>("stripe");
    QTest::addColumn<std::string>("status");
    const auto row
        = [](const char *name, CheckStatus database, CheckStatus stripe, const std::string &status) {
              QTest::newRow(name) << static_cast<int>(database) << static_cast<int>(stripe) << status;
          };
    row("all up", CheckStatus::Up, CheckStatus::Up, "ok");
    row("receive-only", CheckStatus::Up, CheckStatus::Disabled, "ok");
    row("stripe away", CheckStatus::Up, CheckStatus::Down, "degraded");
    row("stripe not checked", CheckStatus::Up, CheckStatus::Unknown, "degraded");
    row("database not checked", CheckStatus::Unknown, CheckStatus::Up, "degraded");
    row("database away", CheckStatus::Down, CheckStatus::Up, "down");
    row("both away", CheckStatus::Down, CheckStatus::Down, "down");
}

void HealthReportTest::testStatus()
{
    QFETCH(int, database);
    QFETCH(int, stripe);
    QFETCH(std::string, status);
    HealthReport report;
    report.database.status = static_cast<CheckStatus>(database);
    report.stripe.status = static_cast<CheckStatus>(stripe);
    QCOMPARE(report.status(), status);
}

void HealthReportTest::testReasons_NameEachCause()
{
    HealthReport report;
    report.database.status = CheckStatus::Up;
    report.stripe.status = CheckStatus::Up;
    QCOMPARE(report.status(), std::string("ok"));
    const auto reason
        = [&report] { return report.reasons().empty() ? "" : std::string(report.reasons().front()); };
    report.quarantined = 11;
    QCOMPARE(reason(), std::string("quarantine"));
    report.oldestQueuedSeconds = 31;
    QCOMPARE(reason(), std::string("queue_behind"));
    report.clockApartSeconds = -61;
    QCOMPARE(reason(), std::string("clock_apart"));
    report.stripeKeyRefused = true;
    QCOMPARE(reason(), std::string("stripe_key_refused"));
    QCOMPARE(report.status(), std::string("degraded"));
    QCOMPARE(report.reasons().size(), std::size_t{ 4 });
}

/** Case 7. */
void HealthReportTest::testReasons_NameTheClock_ThatSignaturesAreApartFrom()
{
    HealthReport report;
    report.database.status = CheckStatus::Up;
    report.stripe.status = CheckStatus::Disabled;
    report.signaturesApartSeconds = 412;
    QCOMPARE(report.reasons(), std::vector<std::string_view>{ "clock_apart" });
    QVERIFY(report.json().find(R"("signatures_apart_seconds":412)") != std::string::npos);
    report.clockApartSeconds = 1; // Stripe agrees with this clock: an old delivery was sent again
    QVERIFY(report.reasons().empty());
}

void HealthReportTest::testJson_NamesEverything()
{
    HealthReport report;
    report.version = "0.1.0";
    report.database = { CheckStatus::Up, 3, 1'700'000'000'123 };
    report.stripe = { CheckStatus::Down, {}, 1'700'000'000'000 };
    report.queueDepth = 7;
    report.oldestQueuedSeconds = 2;
    report.lastEventAt = 1'700'000'001'000;
    report.amountsUnknown = 4;
    report.statusesUnknown = 2;
    report.gaps = 1;
    QCOMPARE(report.json(),
        std::string(
            R"({"status":"degraded","reasons":["stripe_down"],"version":"0.1.0","checks":{)"
            R"("database":{"status":"up","latency_ms":3,"checked_at":"2023-11-14T22:13:20.123Z"},)"
            R"("stripe":{"status":"down","latency_ms":null,"checked_at":"2023-11-14T22:13:20.000Z"}},)"
            R"("queue":{"depth":7,"oldest_age_seconds":2},"quarantined":0,"clock":{"apart_seconds":null,)"
            R"("signatures_apart_seconds":0},"unknown":{"amounts":4,"statuses":2,"gaps":1},)"
            R"("last_event_at":"2023-11-14T22:13:21.000Z"})"));
}

void HealthReportTest::testJson_UnknownIsNull()
{
    const auto object = QJsonDocument::fromJson(QByteArray::fromStdString(HealthReport().json())).object();
    QVERIFY(object[QStringLiteral("last_event_at")].isNull());
    QVERIFY(object[QStringLiteral("queue")][QStringLiteral("oldest_age_seconds")].isNull());
    QCOMPARE(object[QStringLiteral("checks")][QStringLiteral("stripe")][QStringLiteral("status")].toString(),
        QStringLiteral("unknown"));
}

QTEST_GUILESS_MAIN(HealthReportTest)
#include "healthreporttest.moc"

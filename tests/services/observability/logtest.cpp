#include "services/observability/log.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <thread>
#include <vector>

using namespace billhook::observability;

class LogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testWrite_OneJsonObjectALine();
    void testWrite_EscapesWhatCouldForgeALine();
    void testWrite_MasksSecrets();
    void testWrite_CutsLongTexts_AfterMasking();
    void testWrite_HonoursTheLeastLevel();
    void testWrite_FromManyThreads_KeepsLinesWhole();
};

namespace {

QJsonObject objectOf(const std::string &line)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
}

class Lines final
{
public:
    Log::Sink sink()
    {
        return [this](std::string_view line) { all.emplace_back(line); };
    }

    std::vector<std::string> all;
};

} // namespace

void LogTest::testWrite_OneJsonObjectALine()
{
    Lines lines;
    Log log(LogLevel::Info, lines.sink());
    log.info("daemon_started",
        { { "port", 8080 }, { "ready", true }, { "version", "0.1" }, { "big", std::int64_t{ -5 } } });
    QCOMPARE(lines.all.size(), 1U);
    const auto object = objectOf(lines.all.front());
    QCOMPARE(object[QStringLiteral("level")].toString(), QStringLiteral("info"));
    QCOMPARE(object[QStringLiteral("event")].toString(), QStringLiteral("daemon_started"));
    QCOMPARE(object[QStringLiteral("port")].toInt(), 8080);
    QCOMPARE(object[QStringLiteral("ready")].toBool(), true);
    QCOMPARE(object[QStringLiteral("version")].toString(), QStringLiteral("0.1"));
    QCOMPARE(object[QStringLiteral("big")].toInt(), -5);
    const auto written = QDateTime::fromString(object[QStringLiteral("ts")].toString(), Qt::ISODateWithMs);
    QCOMPARE(written.timeSpec(), Qt::UTC);
    QVERIFY(std::abs(written.msecsTo(QDateTime::currentDateTimeUtc())) < 60'000);
}

void LogTest::testWrite_EscapesWhatCouldForgeALine()
{
    Lines lines;
    Log log(LogLevel::Info, lines.sink());
    const std::string hostile("a\n{\"level\":\"error\"}\r\x1B[31m\"\\\0\x7F\xFF\xC3\xA9", 32);
    log.warning("odd", { { "text", hostile } });
    const auto &line = lines.all.front();
    QVERIFY(std::all_of(line.begin(), line.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20U && byte != 0x7FU;
    }));
    const auto text = objectOf(line)[QStringLiteral("text")].toString();
    QVERIFY(text.startsWith(QStringLiteral("a\n{\"level\":\"error\"}\r\x1B[31m\"\\")));
    QVERIFY(text.endsWith(QChar(0xE9)));
    QVERIFY(text.contains(QChar(0xFFFD)));
}

void LogTest::testWrite_MasksSecrets()
{
    Lines lines;
    Log log(LogLevel::Info, lines.sink());
    log.error("failed sk_live_abc",
        { { "detail", "whsec_abc and postgresql://u:hunter2@h/d" }, { "password", "hunter2" },
            { "token", "hunter2" } });
    const auto &line = lines.all.front();
    QVERIFY(line.find("hunter2") == std::string::npos);
    QVERIFY(line.find("abc") == std::string::npos);
    QCOMPARE(objectOf(line)[QStringLiteral("password")].toString(), QStringLiteral("***"));
}

void LogTest::testWrite_CutsLongTexts_AfterMasking()
{
    Lines lines;
    Log log(LogLevel::Info, lines.sink());
    log.info(
        "long", { { "detail", std::string(2'040, 'x') + " whsec_verysecret" + std::string(100'000, 'x') } });
    QVERIFY(lines.all.front().size() < 2'300);
    QVERIFY(lines.all.front().find("very") == std::string::npos);
}

void LogTest::testWrite_HonoursTheLeastLevel()
{
    Lines lines;
    Log log(LogLevel::Warning, lines.sink());
    log.debug("a");
    log.info("b");
    log.warning("c");
    log.error("d");
    QCOMPARE(lines.all.size(), 2U);
    QCOMPARE(objectOf(lines.all.back())[QStringLiteral("level")].toString(), QStringLiteral("error"));
}

void LogTest::testWrite_FromManyThreads_KeepsLinesWhole()
{
    Lines lines;
    Log log(LogLevel::Info, lines.sink());
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&log, i] {
            for (int round = 0; round < 200; ++round) {
                log.info("line", { { "thread", i }, { "round", round } });
            }
        });
    }
    for (auto &thread : threads) {
        thread.join();
    }
    QCOMPARE(lines.all.size(), 800U);
    QVERIFY(std::all_of(lines.all.begin(), lines.all.end(),
        [](const std::string &line) { return objectOf(line).size() == 5; }));
}

QTEST_GUILESS_MAIN(LogTest)
#include "logtest.moc"

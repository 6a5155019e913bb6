#include "app/desktop/liveness.h"

#include <QTest>

using namespace billhook;
using namespace billhook::desktop;
using namespace Qt::StringLiterals;
using widgets::LiveState;

/** Case 16: a green light only over a daemon that lives and figures that were read. */
class LivenessTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testCase16_Live_WhileADaemonBeats();
    void testCase16_Late_WithoutADaemon_ForFiveMinutes_data();
    void testCase16_Late_WithoutADaemon_ForFiveMinutes();
    void testCase16_Late_WhenNoDaemonEverRan();
    void testCase16_Late_WithoutARead_ThoughNothingFailed();
    void testCase16_Off_ThenLate_WhileTheDatabaseIsAway();
    void testCase16_Late_WhileEventsWait();
    void testCase16_OneClock_IsTheReportingZones();
    void testCase16_Age_OfTheLastRead_IsTold();
    void testCase25_NothingRead_LeavesTheWordToThePage();

private:
    static Signs signsAt(qint64 beatAge);
};

/** 17:00 UTC, noon in New York. */
Signs LivenessTest::signsAt(qint64 beatAge)
{
    billhook::billing::Freshness freshness;
    freshness.zone = u"America/New_York"_s;
    freshness.now = QDateTime(QDate(2026, 11, 18), QTime(17, 0, 31), Qt::UTC);
    freshness.lastEvent = freshness.now.addSecs(-3);
    freshness.heartbeat = freshness.now.addSecs(-beatAge);
    return { freshness, 0, std::nullopt, {} };
}

void LivenessTest::testCase16_Live_WhileADaemonBeats()
{
    const Liveness liveness = livenessOf(signsAt(30));
    QCOMPARE(liveness.state, LiveState::Live);
    QCOMPARE(liveness.detail, u"last event 3 s ago"_s);
    QVERIFY(!liveness.banner);
}

void LivenessTest::testCase16_Late_WithoutADaemon_ForFiveMinutes_data()
{
    QTest::addColumn<qint64>("beatAge");
    QTest::addColumn<qint64>("sinceRead");
    QTest::addColumn<LiveState>("state");
    QTest::newRow("five minutes") << qint64{ 300 } << qint64{ 0 } << LiveState::Live;
    QTest::newRow("a second more") << qint64{ 301 } << qint64{ 0 } << LiveState::Late;
    QTest::newRow("the age goes on between reads") << qint64{ 298 } << qint64{ 4 } << LiveState::Late;
}

void LivenessTest::testCase16_Late_WithoutADaemon_ForFiveMinutes()
{
    QFETCH(qint64, beatAge);
    QFETCH(qint64, sinceRead);
    QFETCH(LiveState, state);
    Signs signs = signsAt(beatAge);
    signs.sinceRead = sinceRead;
    const Liveness liveness = livenessOf(signs);
    QCOMPARE(liveness.state, state);
    if (state == LiveState::Late) {
        QCOMPARE(liveness.detail, u"no daemon for 5 min"_s);
        QVERIFY(liveness.banner && liveness.banner->fact.contains(u"11:55"_s));
    }
}

void LivenessTest::testCase16_Late_WhenNoDaemonEverRan()
{
    Signs signs = signsAt(0);
    signs.freshness->heartbeat = {};
    const Liveness liveness = livenessOf(signs);
    QCOMPARE(liveness.state, LiveState::Late);
    QVERIFY(liveness.banner.has_value());
}

void LivenessTest::testCase16_Late_WithoutARead_ThoughNothingFailed()
{
    Signs signs = signsAt(0);
    signs.sinceRead = 361; // a frozen server neither answers nor refuses
    const Liveness liveness = livenessOf(signs);
    QCOMPARE(liveness.state, LiveState::Late);
    QCOMPARE(liveness.detail, u"read 6 min ago"_s);
    QVERIFY(liveness.banner && liveness.banner->fact.contains(u"12:00"_s));
}

void LivenessTest::testCase16_Off_ThenLate_WhileTheDatabaseIsAway()
{
    Signs signs = signsAt(0);
    signs.offlineSince = signs.freshness->now.addSecs(20);
    signs.reason = u"The server is gone."_s;
    signs.sinceRead = 60;
    Liveness liveness = livenessOf(signs);
    QCOMPARE(liveness.state, LiveState::Off);
    QCOMPARE(liveness.detail, u"since 12:00"_s);
    QVERIFY(liveness.banner->sentence.contains(u"The server is gone."_s));
    signs.sinceRead = 301;
    liveness = livenessOf(signs);
    QCOMPARE(liveness.state, LiveState::Late);
}

void LivenessTest::testCase16_Late_WhileEventsWait()
{
    Signs signs = signsAt(0);
    signs.freshness->oldestQueued = signs.freshness->now.addSecs(-400);
    QCOMPARE(livenessOf(signs).state, LiveState::Late);
    QCOMPARE(livenessOf(signs).detail, u"events wait for 6 min"_s);
}

void LivenessTest::testCase16_OneClock_IsTheReportingZones()
{
    const Signs signs = signsAt(301);
    QVERIFY(livenessOf(signs).banner->fact.contains(u"11:55"_s));
    QCOMPARE(asOfText(*signs.freshness, 0), u"As of 12:00:31"_s);
}

void LivenessTest::testCase16_Age_OfTheLastRead_IsTold()
{
    const Signs signs = signsAt(0);
    QCOMPARE(asOfText(*signs.freshness, 14), u"As of 12:00:31"_s);
    QCOMPARE(asOfText(*signs.freshness, 15), u"As of 12:00:31, 15 s ago"_s);
    QCOMPARE(asOfText(*signs.freshness, 400), u"As of 12:00:31, 6 min ago"_s);
}

void LivenessTest::testCase25_NothingRead_LeavesTheWordToThePage()
{
    Signs signs;
    QCOMPARE(livenessOf(signs).detail, u"connecting"_s);
    signs.offlineSince = QDateTime::currentDateTimeUtc();
    const Liveness liveness = livenessOf(signs);
    QCOMPARE(liveness.state, LiveState::Off);
    QVERIFY(!liveness.banner);
}

QTEST_GUILESS_MAIN(LivenessTest)

#include "livenesstest.moc"

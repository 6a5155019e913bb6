#include "services/billing/database.h"

#include "services/billing/loadfreshness.h"
#include "services/concurrency/whendone.h"
#include "services/feed/changefeed.h"
#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace billhook;
using namespace billhook::billing;
using namespace billhook::feed;
using namespace Qt::StringLiterals;

/** The desktop's connection: answers, loses the server, finds it again; and the changes it hears of. */
class DatabaseTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_postgres.renew(); }

    void testRun_Answers_FromTheWorker();
    void testRun_TakesFinance_WhereAdminIsNotAllowed();
    void testState_GoesOffline_AndComesBack();
    void testCancel_EndsTheStatement_OrDoesNotBeginIt();
    void testChangeFeed_HearsAnAnnouncement_AtOnce();
    void testChangeFeed_FindsAChange_WithoutAnnouncement();
    void testChangeFeed_ComesBackAtOnce_WhenItsConnectionEnds();

private:
    void change(const QString &area)
    {
        m_postgres.sql(
            u"INSERT INTO billhook.change_seq VALUES ('%1', 1) "
            "ON CONFLICT (area) DO UPDATE SET seq = change_seq.seq + 1, changed_at = now()"_s.arg(area));
    }

    support::PostgresFixture m_postgres;
};

namespace {

constexpr int patience = 15'000;

/** What a feed says, heard in this thread. */
struct Listener
{
    explicit Listener(ChangeFeed &feed)
    {
        QObject::connect(&feed, &ChangeFeed::listening, &context, [this] { listening = true; });
        QObject::connect(&feed, &ChangeFeed::changed, &context,
            [this](const domain::Areas &changed) { areas.insert(changed); });
    }

    QObject context;
    bool listening = false;
    domain::Areas areas;
};

domain::Result<Freshness> wait(const QFuture<domain::Result<Freshness>> &future)
{
    std::optional<domain::Result<Freshness>> answer;
    QObject receiver;
    concurrency::whenDone(
        future, &receiver, [&](domain::Result<Freshness> result) { answer.emplace(std::move(result)); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, patience)) {
        return domain::Error{ domain::ErrorKind::Timeout, "no_answer", "The test waited in vain.", {} };
    }
    return *answer;
}

} // namespace

void DatabaseTest::testRun_Answers_FromTheWorker()
{
    Database database(m_postgres.url());
    QSignalSpy states(&database, &Database::stateChanged);
    const auto freshness = wait(LoadFreshness(database).load());
    QVERIFY(freshness);
    QCOMPARE(freshness->role, u"billhook_admin"_s);
    QTRY_COMPARE_WITH_TIMEOUT(database.state(), Database::State::Online, patience);
    QCOMPARE(states.size(), 1);
}

void DatabaseTest::testRun_TakesFinance_WhereAdminIsNotAllowed()
{
    m_postgres.sql(u"DROP ROLE IF EXISTS fiona"_s);
    m_postgres.sql(u"CREATE ROLE fiona LOGIN IN ROLE billhook_finance"_s);
    Database database(m_postgres.urlAs(u"fiona"_s));
    const auto freshness = wait(LoadFreshness(database).load());
    QVERIFY(freshness);
    QCOMPARE(freshness->role, u"billhook_finance"_s);
    QTRY_COMPARE_WITH_TIMEOUT(database.role(), u"finance"_s, patience);
}

void DatabaseTest::testState_GoesOffline_AndComesBack()
{
    Database database(m_postgres.url());
    QVERIFY(wait(LoadFreshness(database).load()));
    m_postgres.kill();
    const auto lost = wait(LoadFreshness(database).load());
    QVERIFY(!lost);
    QVERIFY2(lost.error().kind == domain::ErrorKind::Unavailable, lost.error().detail.c_str());
    QTRY_COMPARE_WITH_TIMEOUT(database.state(), Database::State::Offline, patience);
    QVERIFY(database.offlineSince().isValid());
    m_postgres.start();
    QTRY_COMPARE_WITH_TIMEOUT(database.state(), Database::State::Online, patience);
    QVERIFY(!database.offlineSince().isValid());
    QVERIFY(wait(LoadFreshness(database).load()));
}

void DatabaseTest::testCancel_EndsTheStatement_OrDoesNotBeginIt()
{
    Database database(m_postgres.url());
    QVERIFY(wait(LoadFreshness(database).load()));
    const std::function<domain::Result<Freshness>(postgres::Session &)> sleep
        = [](postgres::Session &session) -> domain::Result<Freshness> {
        auto slept = session.executeText(u"SELECT pg_sleep(60)"_s);
        return slept ? domain::Result<Freshness>(Freshness{}) : domain::Result<Freshness>(slept.error());
    };
    const concurrency::Cancellation unwanted;
    const auto running = database.run<Freshness>(Lane::Background, sleep, unwanted);
    const concurrency::Cancellation unwantedToo;
    const auto waiting = database.run<Freshness>(Lane::Background, sleep, unwantedToo);
    QTRY_COMPARE_WITH_TIMEOUT(m_postgres.sql(u"SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT "
                                             "pg_sleep(60)' AND state = 'active'"_s),
        u"1"_s, patience);
    database.cancel(unwantedToo);
    database.cancel(unwanted);
    for (const auto &future : { running, waiting }) {
        const auto canceled = wait(future);
        QVERIFY(!canceled);
        QCOMPARE(canceled.error().kind, domain::ErrorKind::Timeout);
    }
    QVERIFY(wait(LoadFreshness(database).load()));
}

void DatabaseTest::testChangeFeed_HearsAnAnnouncement_AtOnce()
{
    ChangeFeed feed(m_postgres.url());
    const Listener listener(feed);
    feed.start();
    QTRY_VERIFY_WITH_TIMEOUT(listener.listening, patience);
    QElapsedTimer clock;
    clock.start();
    change(u"revenue"_s);
    m_postgres.sql(u"NOTIFY billhook_changed, '{\"seq\": 1, \"areas\": [\"revenue\"]}'"_s);
    QTRY_COMPARE_WITH_TIMEOUT(listener.areas, domain::Areas{ domain::Area::Revenue }, patience);
    // The next look without an announcement would come five seconds after the first.
    QVERIFY2(clock.elapsed() < 3'000, qPrintable(QString::number(clock.elapsed())));
}

void DatabaseTest::testChangeFeed_FindsAChange_WithoutAnnouncement()
{
    change(u"invoices"_s);
    ChangeFeed feed(m_postgres.url());
    const Listener listener(feed);
    feed.start();
    QTRY_VERIFY_WITH_TIMEOUT(listener.listening, patience);
    change(u"invoices"_s);
    change(u"events"_s);
    QTRY_COMPARE_WITH_TIMEOUT(
        listener.areas, (domain::Areas{ domain::Area::Invoices, domain::Area::Events }), patience);
}

void DatabaseTest::testChangeFeed_ComesBackAtOnce_WhenItsConnectionEnds()
{
    ChangeFeed feed(m_postgres.url());
    Listener listener(feed);
    feed.start();
    QTRY_VERIFY_WITH_TIMEOUT(listener.listening, patience);
    listener.listening = false;
    QElapsedTimer clock;
    clock.start();
    m_postgres.sql(u"SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity "
                   "WHERE application_name = 'billhook changes'"_s);
    QTRY_VERIFY_WITH_TIMEOUT(listener.listening, patience);
    // Without word of the loss it would show with the next look, five seconds after the last.
    QVERIFY2(clock.elapsed() < 3'000, qPrintable(QString::number(clock.elapsed())));
    change(u"revenue"_s);
    m_postgres.sql(u"NOTIFY billhook_changed"_s);
    QTRY_COMPARE_WITH_TIMEOUT(listener.areas, domain::Areas{ domain::Area::Revenue }, patience);
}

QTEST_GUILESS_MAIN(DatabaseTest)

#include "databasetest.moc"

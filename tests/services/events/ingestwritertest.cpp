#include "services/events/ingestwriter.h"

#include "services/postgres/session.h"
#include "tests/services/events/ingestanswers.h"
#include "tests/support/postgresfixture.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace billhook;
using namespace billhook::events;
using namespace billhook::postgres;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using domain::ErrorKind;
using support::Answers;
using support::someEvent;
using support::someTime;

/** Group commit on the real server. */
class IngestWriterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_postgres.renew(); }

    void testSubmit_StoresEachEventOnce_FromManyThreads();
    void testSubmit_PutsAbsurdDates_IntoTheirOwnPartition();
    void testSubmit_Quarantines_WithoutQueueing();
    void testSubmit_FailsOnlyTheRefusedRow();
    void testSubmit_SaysOverloaded_WhenFull();
    void testSubmit_LosesNothing_WhenBackendsAreKilled();
    void testSubmit_IsStored_AfterItsConnectionWasEnded();
    void testSubmit_IsStored_OverTheOneConnectionThatTheServerAllows();
    void testSubmit_IsStored_WhereTheMonthLacksItsPartition();
    void testSubmit_IsStored_WhileAnotherBatchIsHeldUp();
    void testSubmit_IsStoredInANewMonth_WhileAReaderHoldsAllMonths();
    void testSaturated_WhileACrowdWaits();
    void testStop_AnswersEverything();
    void testPartitions_AreMadeOnce_ByManyWriters();

private:
    IngestWriterOptions options() { return { .url = m_postgres.url().toStdString() }; }
    /** Another session in the middle of its transaction; null where it could not begin. */
    std::unique_ptr<Session> holder(const QString &text)
    {
        auto session = Session::open({ m_postgres.url(), Group::Daemon, u"test"_s, 15s, {} });
        return session && (*session)->executeText(u"BEGIN; "_s + text) ? std::move(*session) : nullptr;
    }
    QString count(const QString &table)
    {
        return m_postgres.sql(u"SELECT count(*)::text FROM billhook."_s + table);
    }

    support::PostgresFixture m_postgres;
};

void IngestWriterTest::testSubmit_StoresEachEventOnce_FromManyThreads()
{
    constexpr int threads = 4;
    constexpr int each = 500;
    Answers answers;
    std::atomic<int> commits{ 0 };
    IngestWriter writer(options(), [&] { ++commits; });
    std::vector<std::thread> senders;
    for (int sender = 0; sender < threads; ++sender) {
        senders.emplace_back([&] {
            for (int number = 0; number < each; ++number) { // every thread sends the same ids
                const std::string id = "evt_" + std::to_string((number * 7919) % each);
                writer.submit(someEvent(id), answers.take(id));
            }
        });
    }
    for (std::thread &sender : senders) {
        sender.join();
    }
    QVERIFY(answers.waitFor(threads * each));
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ each });
    QCOMPARE(answers.count(IngestOutcome::Duplicate), std::size_t{ (threads - 1) * each });
    QCOMPARE(count(u"stripe_event"_s), QString::number(each));
    QCOMPARE(count(u"event_queue"_s), QString::number(each));
    QCOMPARE(count(u"stripe_event_2023_11"_s), QString::number(each));
    QVERIFY(commits > 0);
}

void IngestWriterTest::testSubmit_PutsAbsurdDates_IntoTheirOwnPartition()
{
    Answers answers;
    IngestWriter writer(options(), [] {});
    const std::vector<std::optional<std::int64_t>> absurd{ std::nullopt, 0, -1, 1'293'839'999, 4'102'444'799,
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min() };
    for (std::size_t index = 0; index < absurd.size(); ++index) {
        const std::string id = "evt_" + std::to_string(index);
        writer.submit(someEvent(id, absurd[index]), answers.take(id));
    }
    writer.submit(someEvent("evt_fine", 1'293'840'000), answers.take("evt_fine"));
    QVERIFY(answers.waitFor(absurd.size() + 1));
    QCOMPARE(answers.count(IngestOutcome::Stored), absurd.size() + 1);
    QCOMPARE(m_postgres.sql(
                 u"SELECT count(*)::text FROM billhook.stripe_event_default WHERE created = '-infinity'"_s),
        QString::number(absurd.size()));
    QCOMPARE(m_postgres.sql(u"SELECT id FROM billhook.stripe_event_2011_01"_s), u"evt_fine"_s);
}

void IngestWriterTest::testSubmit_Quarantines_WithoutQueueing()
{
    Answers answers;
    IngestWriter writer(options(), [] {});
    IncomingEvent unreadable = someEvent("sha256:ab", std::nullopt);
    unreadable.payload = std::string("\0not json\xff", 10);
    unreadable.quarantineReason = "unreadable";
    writer.submit(unreadable, answers.take("1"));
    QVERIFY(answers.waitFor(1));
    writer.submit(unreadable, answers.take("2"));
    QVERIFY(answers.waitFor(2));
    QCOMPARE(answers.count(IngestOutcome::Quarantined), std::size_t{ 1 });
    QCOMPARE(answers.count(IngestOutcome::Duplicate), std::size_t{ 1 });
    QCOMPARE(count(u"event_queue"_s), u"0"_s);
    QCOMPARE(count(u"stripe_event"_s), u"0"_s);
    QCOMPARE(m_postgres.sql(u"SELECT reason || encode(payload, 'hex') FROM billhook.event_quarantine"_s),
        u"unreadable006e6f74206a736f6eff"_s);
}

void IngestWriterTest::testSubmit_FailsOnlyTheRefusedRow()
{
    Answers answers;
    IngestWriterOptions one = options();
    one.writers = 1;
    IngestWriter writer(one, [] {});
    for (int number = 0; number < 200; ++number) {
        const std::string id = "evt_" + std::to_string(number);
        IncomingEvent next = someEvent(id);
        if (number == 77 || number == 150) {
            next.type = "bad \xc3\x28";
        }
        if (number == 99) {
            next.type = std::string("nul\0", 4);
        }
        writer.submit(std::move(next), answers.take(id));
    }
    QVERIFY(answers.waitFor(200));
    QCOMPARE(answers.errors(ErrorKind::Internal), std::size_t{ 3 });
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ 197 });
    QCOMPARE(count(u"stripe_event"_s), u"197"_s);
}

void IngestWriterTest::testSubmit_SaysOverloaded_WhenFull()
{
    Answers answers;
    IngestWriterOptions small = options();
    small.maxQueuedBytes = 1000;
    IngestWriter writer(small, [] {});
    IncomingEvent big = someEvent("evt_big");
    big.payload.resize(2000);
    writer.submit(big, answers.take("evt_big"));
    QCOMPARE(answers.errors(ErrorKind::Overloaded), std::size_t{ 1 });
    writer.submit(someEvent("evt_small"), answers.take("evt_small"));
    QVERIFY(answers.waitFor(2));
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ 1 });
}

void IngestWriterTest::testSubmit_LosesNothing_WhenBackendsAreKilled()
{
    constexpr int total = 3000;
    Answers answers;
    IngestWriter writer(options(), [] {});
    std::thread sender([&] {
        for (int number = 0; number < total; ++number) {
            const std::string id = "evt_" + std::to_string(number);
            writer.submit(someEvent(id), answers.take(id));
            if (number % 50 == 0) {
                std::this_thread::yield();
            }
        }
    });
    for (int kills = 0; kills < 10; ++kills) {
        m_postgres.sql(u"SELECT count(pg_terminate_backend(pid))::text FROM pg_stat_activity "
                       "WHERE application_name = 'billhookd ingest'"_s);
    }
    sender.join();
    QVERIFY(answers.waitFor(total));
    const auto acknowledged = answers.acknowledged();
    const QString ids = m_postgres.sql(u"SELECT string_agg(id, ',') FROM billhook.stripe_event"_s);
    const QStringList list = ids.split(u',');
    const QSet<QString> stored(list.begin(), list.end());
    for (const std::string &id : acknowledged) {
        QVERIFY2(stored.contains(QString::fromStdString(id)), id.c_str());
    }
    QCOMPARE(acknowledged.size() + answers.errors(ErrorKind::Unavailable), std::size_t{ total });
    QCOMPARE(count(u"stripe_event"_s), count(u"event_queue"_s));
}

void IngestWriterTest::testSubmit_IsStored_AfterItsConnectionWasEnded()
{
    Answers answers;
    IngestWriterOptions single = options();
    single.writers = 1;
    IngestWriter writer(single, [] {});
    writer.submit(someEvent("evt_1"), answers.take("evt_1"));
    QVERIFY(answers.waitFor(1));
    m_postgres.sql(u"SELECT pg_terminate_backend(pid, 5000)::text FROM pg_stat_activity "
                   "WHERE application_name = 'billhookd ingest'"_s);
    writer.submit(someEvent("evt_2"), answers.take("evt_2"));
    QVERIFY(answers.waitFor(2));
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ 2 });
}

/** The other writer, who is refused, costs nobody this connection: another may not be had. */
void IngestWriterTest::testSubmit_IsStored_OverTheOneConnectionThatTheServerAllows()
{
    m_postgres.sql(u"DROP ROLE IF EXISTS loner; "
                   "CREATE ROLE loner LOGIN CONNECTION LIMIT 1 IN ROLE billhook_daemon"_s);
    const QString connections = u"SELECT string_agg(pid::text, ',') FROM pg_stat_activity "
                                "WHERE application_name = 'billhookd ingest'"_s;
    Answers answers;
    IngestWriter writer({ .url = m_postgres.urlAs(u"loner"_s).toStdString() }, [] {});
    QString first;
    for (std::size_t sent = 1;
         answers.errors(ErrorKind::Unavailable) == 0 || answers.count(IngestOutcome::Stored) < 3; ++sent) {
        QVERIFY(sent < 1000);
        const std::string id = "evt_" + std::to_string(sent);
        writer.submit(someEvent(id), answers.take(id));
        QVERIFY(answers.waitFor(sent));
        first = first.isEmpty() ? m_postgres.sql(connections) : first;
    }
    QCOMPARE(m_postgres.sql(connections), first);
}

/** So it is on a promoted standby that never got it, and for a server process that overlooks it. */
void IngestWriterTest::testSubmit_IsStored_WhereTheMonthLacksItsPartition()
{
    Answers answers;
    IngestWriterOptions single = options();
    single.writers = 1;
    IngestWriter writer(single, [] {});
    writer.submit(someEvent("evt_1"), answers.take("evt_1"));
    QVERIFY(answers.waitFor(1));
    m_postgres.sql(u"DROP TABLE billhook.stripe_event_2023_11"_s);
    writer.submit(someEvent("evt_2"), answers.take("evt_2"));
    QVERIFY(answers.waitFor(2));
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ 2 });
    QCOMPARE(count(u"stripe_event_2023_11"_s), u"1"_s);
}

void IngestWriterTest::testSubmit_IsStored_WhileAnotherBatchIsHeldUp()
{
    Answers answers;
    IngestWriter writer(options(), [] {});
    writer.submit(someEvent("evt_first"), answers.take("evt_first"));
    QVERIFY(answers.waitFor(1)); // its month has a partition now
    const auto held = holder(u"INSERT INTO billhook.stripe_event (id, created, type, payload) "
                             "VALUES ('evt_held', to_timestamp(1700000000), 'customer.updated', '')"_s);
    QVERIFY(held);
    writer.submit(someEvent("evt_held"), answers.take("evt_held"));
    QTRY_VERIFY(
        m_postgres.sql(u"SELECT count(*)::text FROM pg_stat_activity WHERE application_name = 'billhookd "
                       "ingest' AND wait_event_type = 'Lock'"_s)
        == u"1"_s);
    writer.submit(someEvent("evt_free"), answers.take("evt_free"));
    QVERIFY(answers.waitFor(2, 2s));
    QCOMPARE(
        m_postgres.sql(u"SELECT count(*)::text FROM billhook.stripe_event WHERE id = 'evt_free'"_s), u"1"_s);
    QVERIFY(held->executeText(u"ROLLBACK"_s).has_value());
    QVERIFY(answers.waitFor(3));
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ 3 });
}

/** A long report, or a projection whose client fell silent. */
void IngestWriterTest::testSubmit_IsStoredInANewMonth_WhileAReaderHoldsAllMonths()
{
    const auto reader = holder(u"SELECT count(*) FROM billhook.stripe_event"_s);
    QVERIFY(reader);
    Answers answers;
    IngestWriter writer(options(), [] {});
    writer.submit(someEvent("evt_dated"), answers.take("evt_dated"));
    writer.submit(someEvent("evt_undated", std::nullopt), answers.take("evt_undated"));
    QVERIFY(answers.waitFor(2));
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ 2 });
    QCOMPARE(count(u"stripe_event_2023_11"_s), u"1"_s);
}

void IngestWriterTest::testSaturated_WhileACrowdWaits()
{
    const auto held = holder(u"LOCK TABLE billhook.event_queue"_s);
    QVERIFY(held);
    Answers answers;
    IngestWriterOptions small = options();
    small.maxBatchRows = 8;
    IngestWriter writer(small, [] {});
    for (int number = 0; number < 3; ++number) {
        writer.submit(someEvent("evt_" + std::to_string(number)), answers.take(std::to_string(number)));
    }
    QVERIFY(!writer.saturated());
    writer.submit(someEvent("evt_3"), answers.take("3"));
    QVERIFY(writer.saturated());
    QVERIFY(held->executeText(u"COMMIT"_s).has_value());
    QVERIFY(answers.waitFor(4));
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ 4 });
    QTRY_VERIFY(!writer.saturated());
}

void IngestWriterTest::testStop_AnswersEverything()
{
    Answers answers;
    {
        IngestWriter writer(options(), [] {});
        for (int number = 0; number < 1000; ++number) {
            writer.submit(someEvent("evt_" + std::to_string(number)), answers.take(std::to_string(number)));
        }
        writer.stop();
        writer.submit(someEvent("evt_late"), answers.take("late"));
    }
    QVERIFY(answers.waitFor(1001, 0s));
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ 1000 });
    QCOMPARE(answers.errors(ErrorKind::Overloaded), std::size_t{ 1 });
}

void IngestWriterTest::testPartitions_AreMadeOnce_ByManyWriters()
{
    Answers answers;
    IngestWriterOptions many = options();
    many.writers = 6;
    many.maxBatchRows = 4;
    IngestWriter writer(many, [] {});
    constexpr std::int64_t month = 2'629'746;
    for (int number = 0; number < 240; ++number) {
        writer.submit(someEvent("evt_" + std::to_string(number), someTime - (number % 24) * month),
            answers.take(std::to_string(number)));
    }
    QVERIFY(answers.waitFor(240));
    QCOMPARE(answers.count(IngestOutcome::Stored), std::size_t{ 240 });
    QCOMPARE(m_postgres.sql(
                 u"SELECT string_agg(id || ' of ' || created, ', ') FROM billhook.stripe_event_default"_s),
        QString());
    QCOMPARE(
        m_postgres.sql(
            u"SELECT count(*)::text FROM pg_inherits WHERE inhparent = 'billhook.stripe_event'::regclass"_s),
        u"25"_s);
}

QTEST_GUILESS_MAIN(IngestWriterTest)
#include "ingestwritertest.moc"

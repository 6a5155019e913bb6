#include "services/projection/eventqueue.h"

#include "services/postgres/pipeline.h"
#include "services/truth/check.h"
#include "services/truth/replay.h"
#include "tests/services/projection/projectiondesk.h"
#include "tests/services/projection/stripeevents.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>

using namespace billhook;
using namespace billhook::support;
using namespace Qt::StringLiterals;

/** The queue's promises: once, none held up, nothing lost, poison set aside. */
class EventQueueTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.renew(); }

    void testWork_WritesNothing_ForWhatIsKnown();
    void testWork_Quarantines_TheUnreadableAtOnce();
    void testWork_TriesAlone_WhatSpoilsABatch();
    void testWork_Quarantines_AfterEightTries();
    void testWork_SetsAside_WhatAlwaysTakesTooLong();
    void testWork_SetsAside_WhatAlwaysEndsTheConnection();
    void testWork_FindsWhatWasReceivedEarlier();
    void testWork_Survives_TwoAtOnce();
    void testWork_PutsOff_WhatIsAboutALockedCustomer();
    void testWork_WaitsForTheCustomer_OfTheOldest();
    void testWork_LeavesTheOldest_ToOthers();
    void testWork_Resumes_AfterTheDatabaseWasAway();
    void testWork_WritesAnew_WhatAnotherServerLacks();

private:
    /** Projects with two queues at once, the second of which leaves some to the first; the digest. */
    std::string playTogether(const std::vector<ProjectionDesk::Event> &events, std::int64_t leaves);

    /** Somebody who has locked a customer, until it is destroyed. */
    std::string queued();

    /** Lets the database do something when facts about cus_bad are stored; such an event among good ones. */
    void spoil(const QString &action);

    /** Works until the bad event is off the queue, its pauses cut short; the number of calls that failed. */
    int workUntilSetAside(projection::EventQueue &queue);

    ProjectionDesk m_desk;
};

namespace {

using Event = ProjectionDesk::Event;

constexpr std::int64_t start = 1'700'000'000;

/** An id that no index can hold: readable, but refused by the database. */
Event poison()
{
    std::string id = "cus_";
    std::uint32_t state = 1;
    while (id.size() < 12'000) {
        state = state * 1'664'525U + 1'013'904'223U;
        id += static_cast<char>('a' + (state >> 24U) % 26U);
    }
    return { "evt_poison", eventJson("evt_poison", "customer.created", start, customerJson(id, "Eve")) };
}

std::vector<Event> company(int customers)
{
    std::vector<Event> events;
    for (int index = 0; index < customers; ++index) {
        const auto number = std::to_string(index);
        SubscriptionText text;
        text.id = "sub_" + number;
        text.customer = "cus_" + std::to_string(index % (customers / 3));
        SubscriptionText more = text;
        more.quantity = 2 + index % 5;
        const auto shape = index % 2 == 0 ? Shape::Old : Shape::New;
        const auto at = start + index;
        events.emplace_back("evt_a" + number,
            eventJson("evt_a" + number, "customer.subscription.created", at, text.json(shape)));
        events.emplace_back("evt_b" + number,
            eventJson("evt_b" + number, "customer.subscription.updated", at + 100'000, more.json(shape)));
    }
    return events;
}

Event subscriptionEvent(const std::string &number, const std::string &id, const char *type, int quantity)
{
    SubscriptionText text;
    text.id = "sub_" + number;
    text.customer = "cus_" + number;
    text.quantity = quantity;
    return { id, eventJson(id, type, start + quantity, text.json(Shape::New)) };
}

Event born(const std::string &number)
{
    return subscriptionEvent(number, "evt_" + number, "customer.subscription.created", 1);
}

Event grown(const std::string &number)
{
    return subscriptionEvent(number, "evt_grown_" + number, "customer.subscription.updated", 9);
}

} // namespace

void EventQueueTest::testWork_WritesNothing_ForWhatIsKnown()
{
    const auto events = company(6);
    m_desk.play({ events });
    const QString written
        = u"SELECT (SELECT max(known_at)::text FROM billhook.object_fact) || (SELECT count(*) FROM "
          "billhook.subscription_revision) || (SELECT count(*) FROM billhook.mrr_rollup_delta) || "
          "(SELECT sum(known_from_count) FROM (SELECT count(DISTINCT xmin::text) AS known_from_count "
          "FROM billhook.subscriptions UNION ALL SELECT max(xmin::text::bigint) FROM "
          "billhook.subscriptions UNION ALL SELECT max(xmin::text::bigint) FROM billhook.customer_head) x)"_s;
    const auto before = m_desk.sql(written);
    m_desk.sql(
        u"INSERT INTO billhook.event_queue (event_id, created) SELECT id, created FROM billhook.stripe_event"_s);
    m_desk.project();
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_queue"_s), "0");
    QCOMPARE(m_desk.sql(written), before);
}

void EventQueueTest::testWork_Quarantines_TheUnreadableAtOnce()
{
    SubscriptionText text;
    const std::string broken
        = R"({"id":"sub_1","object":"subscription","customer":"cus_1","status":7,"items":{"data":[]}})";
    m_desk.play(
        { { { "evt_1", eventJson("evt_1", "customer.subscription.created", start, text.json(Shape::New)) } },
            { { "evt_2", eventJson("evt_2", "customer.subscription.updated", start + 1, broken) },
                { "evt_3", eventJson("evt_3", "customer.updated", start, R"({"object":"customer"})") },
                { "evt_4", eventJson("evt_4", "customer.created", start, customerJson("cus_2", "Bob")) } } });
    QCOMPARE(
        m_desk.sql(u"SELECT string_agg(event_id || ' ' || reason || ' ' || attempts, ', ' ORDER BY event_id) "
                   "FROM billhook.event_quarantine"_s),
        "evt_2 unreadable 0, evt_3 unreadable 0");
    QCOMPARE(m_desk.sql(u"SELECT incomplete FROM billhook.subscriptions"_s), "t");
    QCOMPARE(
        m_desk.sql(u"SELECT string_agg(id || ' ' || incomplete, ', ' ORDER BY id) FROM billhook.customers"_s),
        "cus_1 true, cus_2 false");
    const auto differences = truth::Check(m_desk.url()).differences();
    QVERIFY(differences && differences->empty());
}

void EventQueueTest::testWork_TriesAlone_WhatSpoilsABatch()
{
    auto events = company(6);
    events.insert(events.begin() + 3, poison());
    m_desk.play({ events });
    QCOMPARE(
        m_desk.sql(
            u"SELECT event_id || ' ' || (attempts > 0) || ' ' || (next_attempt_at > '-infinity') || ' ' || "
            "(last_error <> '') FROM billhook.event_queue"_s),
        "evt_poison true true true");
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.subscriptions"_s), "6");
}

void EventQueueTest::testWork_Quarantines_AfterEightTries()
{
    m_desk.play({ { poison() } });
    for (int attempt = 2; attempt <= 8; ++attempt) {
        QCOMPARE(m_desk.sql(u"SELECT attempts FROM billhook.event_queue"_s), std::to_string(attempt - 1));
        m_desk.sql(u"UPDATE billhook.event_queue SET next_attempt_at = '2020-01-01'"_s);
        m_desk.project();
    }
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_queue"_s), "0");
    QCOMPARE(m_desk.sql(u"SELECT reason || ' ' || attempts || ' ' || type FROM billhook.event_quarantine"_s),
        "failed 8 customer.created");
    const auto again = truth::Replay(m_desk.url()).quarantined();
    QVERIFY(again);
    QCOMPARE(again->failures.size(), std::size_t(1));
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_quarantine"_s), "1");
}

void EventQueueTest::spoil(const QString &action)
{
    m_desk.sql(
        u"CREATE FUNCTION billhook.spoil() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
        "'BEGIN IF NEW.object_id = ''cus_bad'' THEN PERFORM %1; END IF; RETURN NEW; END'"_s.arg(action));
    m_desk.sql(u"CREATE TRIGGER spoil BEFORE INSERT ON billhook.object_fact FOR EACH ROW EXECUTE FUNCTION "
               "billhook.spoil()"_s);
    auto events = company(6);
    events.emplace(events.begin() + 3, "evt_bad",
        eventJson("evt_bad", "customer.created", start, customerJson("cus_bad", "Eve")));
    m_desk.deliver(events);
}

int EventQueueTest::workUntilSetAside(projection::EventQueue &queue)
{
    constexpr int most = 60;
    int failed = 0;
    for (int call = 0; call < most; ++call) {
        failed += queue.work() ? 0 : 1;
        if (m_desk.sql(u"SELECT count(*) FROM billhook.event_queue WHERE event_id = 'evt_bad'"_s) == "0") {
            break;
        }
        m_desk.sql(u"UPDATE billhook.event_queue SET next_attempt_at = '2020-01-01' WHERE attempts > 0"_s);
    }
    return failed;
}

void EventQueueTest::testWork_SetsAside_WhatAlwaysTakesTooLong()
{
    spoil(u"pg_sleep(60)"_s);
    projection::EventQueue queue(
        m_desk.url(), analytics::Profile::StripeDefault, std::chrono::milliseconds(1'200));
    const auto first = queue.work();
    QVERIFY2(first, first ? "" : first.error().detail.c_str());
    while (m_desk.sql(u"SELECT count(*) FROM billhook.event_queue"_s) != "1") {
        QVERIFY(queue.work());
    }
    QCOMPARE(m_desk.sql(u"SELECT attempts FROM billhook.event_queue"_s), "1");
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.subscriptions"_s), "6");
    m_desk.sql(u"UPDATE billhook.event_queue SET attempts = 7, next_attempt_at = '2020-01-01'"_s);
    QCOMPARE(workUntilSetAside(queue), 0);
    QCOMPARE(m_desk.sql(u"SELECT reason || ' ' || attempts || ' ' || (detail ~ 'in time') FROM "
                        "billhook.event_quarantine"_s),
        "failed 8 true");
    m_desk.sql(u"DROP TRIGGER spoil ON billhook.object_fact"_s);
    const auto again = truth::Replay(m_desk.url()).quarantined();
    QVERIFY(again && again->failures.empty());
    QCOMPARE(m_desk.sql(u"SELECT name FROM billhook.customers WHERE id = 'cus_bad'"_s), "Eve");
}

void EventQueueTest::testWork_SetsAside_WhatAlwaysEndsTheConnection()
{
    spoil(u"pg_terminate_backend(pg_backend_pid())"_s);
    projection::EventQueue queue(m_desk.url(), analytics::Profile::StripeDefault);
    QVERIFY(!queue.work()); // the batch
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.projection_batch"_s), "1");
    QCOMPARE(workUntilSetAside(queue), 8); // each try
    QCOMPARE(
        m_desk.sql(u"SELECT event_id || ' ' || reason || ' ' || attempts FROM billhook.event_quarantine"_s),
        "evt_bad failed 8");
    while (m_desk.sql(u"SELECT count(*) FROM billhook.event_queue"_s) != "0") {
        QVERIFY(queue.work());
    }
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.subscriptions"_s), "6");
    QVERIFY(queue.work());
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.projection_batch"_s), "0");
}

void EventQueueTest::testWork_FindsWhatWasReceivedEarlier()
{
    m_desk.play({ company(6) });
    const std::string id = "evt_early";
    m_desk.deliver({ { id, eventJson(id, "customer.created", start, customerJson("cus_early", "Ann")) } });
    m_desk.sql(u"UPDATE billhook.event_queue SET received_at = received_at - interval '1 hour'"_s);
    const auto name = [this] {
        m_desk.project();
        return m_desk.sql(u"SELECT name FROM billhook.customers WHERE id = 'cus_early'"_s);
    };
    QTRY_COMPARE_WITH_TIMEOUT(name(), "Ann", 20'000); // the dearer a look, the rarer
}

std::string EventQueueTest::playTogether(
    const std::vector<ProjectionDesk::Event> &events, std::int64_t leaves)
{
    m_desk.renew();
    m_desk.deliver(events);
    std::atomic<int> failures{ 0 };
    const auto drain = [&](std::int64_t left) {
        projection::EventQueue queue(
            m_desk.url(), analytics::Profile::StripeDefault, std::chrono::seconds(5), left);
        for (int idle = 0; idle < 3;) {
            const auto progress = queue.work();
            failures += progress ? 0 : 1;
            idle = progress && progress->events > 0 ? 0 : idle + 1;
        }
    };
    std::thread first(drain, 0);
    std::thread second(drain, leaves);
    first.join();
    second.join();
    m_desk.project();
    return failures == 0 ? m_desk.digest() : "failed";
}

void EventQueueTest::testWork_Survives_TwoAtOnce()
{
    const auto events = company(600);
    m_desk.play({ events });
    const auto alone = m_desk.digest();
    for (const std::int64_t leaves : { 0, 100, 300 }) {
        QCOMPARE(playTogether(events, leaves), alone);
        const auto differences = truth::Check(m_desk.url()).differences();
        QVERIFY(differences);
        QVERIFY2(differences->empty(), differences->empty() ? "" : differences->front().c_str());
    }
}

struct Holder
{
    Holder(const std::string &url, const std::string &customer)
        : pipeline({ url, "billhook_daemon", "holder" })
        , transaction(pipeline)
    {
        const auto locked = pipeline.run("projection/lock_heads", postgres::Parameters().texts({ customer }));
        if (!locked || locked->count() != 1) {
            qFatal("%s is not locked", customer.c_str());
        }
    }

    postgres::Pipeline pipeline;
    postgres::Transaction transaction;
};

std::string EventQueueTest::queued()
{
    return m_desk.sql(
        u"SELECT string_agg(event_id, ' ' ORDER BY received_at, event_id) FROM billhook.event_queue"_s);
}

void EventQueueTest::testWork_PutsOff_WhatIsAboutALockedCustomer()
{
    m_desk.play({ { born("1"), born("2") } });
    Holder holder(m_desk.url(), "cus_2");
    m_desk.deliver({ grown("1") });
    m_desk.deliver({ grown("2"), born("3") });
    QVERIFY(m_desk.queue().work());
    QCOMPARE(queued(), "evt_grown_2");
    QCOMPARE(m_desk.sql(
                 u"SELECT string_agg(id || ' ' || quantity, ', ' ORDER BY id) FROM billhook.subscriptions"_s),
        "sub_1 9, sub_2 1, sub_3 1");
    QVERIFY(holder.transaction.commit());
    m_desk.project();
    QCOMPARE(queued(), "");
    QCOMPARE(m_desk.sql(u"SELECT quantity FROM billhook.subscriptions WHERE id = 'sub_2'"_s), "9");
}

void EventQueueTest::testWork_WaitsForTheCustomer_OfTheOldest()
{
    m_desk.play({ { born("1"), born("2") } });
    Holder holder(m_desk.url(), "cus_2");
    m_desk.deliver({ grown("2") });
    m_desk.deliver({ grown("1") });
    std::atomic<bool> worked{ false };
    std::thread other([&] {
        projection::EventQueue queue(m_desk.url(), analytics::Profile::StripeDefault);
        worked = static_cast<bool>(queue.work());
    });
    const auto waiting = u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"_s;
    const bool waited = QTest::qWaitFor([&] { return m_desk.sql(waiting) != "0"; });
    const auto released = holder.transaction.commit();
    other.join();
    QVERIFY(waited && released && worked);
    QCOMPARE(queued(), "");
}

void EventQueueTest::testWork_LeavesTheOldest_ToOthers()
{
    m_desk.deliver({ born("1") });
    projection::EventQueue helper(
        m_desk.url(), analytics::Profile::StripeDefault, std::chrono::seconds(5), /*leaves=*/1);
    const auto none = helper.work();
    QVERIFY(none && none->events == 0);
    m_desk.deliver({ born("2") });
    m_desk.deliver({ born("3") });
    QVERIFY(helper.work());
    QCOMPARE(queued(), "evt_1");
}

void EventQueueTest::testWork_Resumes_AfterTheDatabaseWasAway()
{
    m_desk.deliver(company(6));
    m_desk.crash();
    const auto away = m_desk.queue().work();
    QVERIFY(!away);
    QVERIFY(projection::isTrouble(away.error()));
    m_desk.recover();
    m_desk.project();
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.subscriptions"_s), "6");
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_quarantine"_s), "0");
}

/** A standby that was promoted may not have got the last transactions. */
void EventQueueTest::testWork_WritesAnew_WhatAnotherServerLacks()
{
    m_desk.play({ { born("1") } });
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.customers"_s), "1");
    m_desk.sql(u"DELETE FROM billhook.customers"_s);
    m_desk.sql(u"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
               "WHERE application_name = 'billhookd projector'"_s);
    m_desk.play({ { grown("1") } });
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.customers"_s), "1");
}

QTEST_GUILESS_MAIN(EventQueueTest)
#include "eventqueuetest.moc"

#include "services/truth/replay.h"

#include "services/truth/check.h"
#include "services/truth/digest.h"
#include "services/truth/reading.h"
#include "tests/services/projection/projectiondesk.h"
#include "tests/services/projection/stripeevents.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace billhook;
using namespace billhook::support;
using namespace Qt::StringLiterals;

/** One digest for any order; a rebuild restores it and the whole history; checks find what is wrong. */
class ReplayTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.renew(); }

    void testDigest_IsTheSame_InAnyOrder();
    void testDigest_Waits_UntilTheQueueIsEmpty();
    void testDigest_LeavesOut_Observations();
    void testAll_Restores_DigestAndHistory();
    void testEvent_ProjectsFrom_Quarantine();
    void testEvent_Tells_WhereAParkedOneIs();
    void testRenew_BringsAnOlderDatabase_ToTheNewTruth();
    void testObject_FoldsAgain_WhatWasSpoilt();
    void testDifferences_Find_WhatWasSpoilt_data();
    void testDifferences_Find_WhatWasSpoilt();

private:
    std::string history()
    {
        return m_desk.sql(
            u"SELECT md5(string_agg(line, '' ORDER BY line)) FROM ("
            "SELECT (to_jsonb(r) - 'id')::text AS line FROM billhook.subscription_revision r UNION ALL "
            "SELECT (to_jsonb(m) - 'id')::text FROM billhook.mrr_movement m UNION ALL "
            "SELECT (to_jsonb(f))::text FROM billhook.object_fact f UNION ALL "
            "SELECT (to_jsonb(w))::text FROM billhook.object_wait w UNION ALL "
            "SELECT (to_jsonb(s))::text FROM billhook.subscriptions s) lines"_s);
    }

    ProjectionDesk m_desk;
};

namespace {

using Event = ProjectionDesk::Event;

constexpr std::int64_t start = 1'700'000'000;
constexpr std::int64_t day = 86'400;

void add(std::vector<Event> &events, const std::string &type, std::int64_t at, const std::string &object,
    const std::string &previous = {})
{
    const auto id = "evt_" + std::to_string(events.size() * 7919 % 1000);
    events.emplace_back(id, eventJson(id, type, at, object, previous));
}

/** Two subscriptions, a flip in one second, a price by id, coupons from both shapes, a customer's discount,
 * dunning. */
std::vector<Event> lives()
{
    const std::string coupon
        = R"({"id":"HALF","object":"coupon","percent_off":50,"duration":"forever","valid":true,"created":1600000000})";
    const std::string own = R"(,"discount":{"id":"di_7","object":"discount","coupon":)" + coupon
        + R"(,"customer":"cus_1","subscription":null,"start":1700300000,"end":null})";
    std::vector<Event> events;
    SubscriptionText one;
    SubscriptionText raised = one;
    raised.quantity = 5;
    SubscriptionText two;
    two.id = "sub_2";
    two.priceAsId = true;
    two.price = "price_late";
    SubscriptionText discounted = one;
    discounted.quantity = 5;
    discounted.discountId = "di_1";
    discounted.couponText = coupon;
    SubscriptionText ended = raised;
    ended.status = "canceled";
    ended.endedAt = start + 6 * day;
    InvoiceText failed;
    failed.attempts = 1;
    InvoiceText paid = failed;
    paid.status = "paid";
    paid.remaining = 0;
    add(events, "customer.created", start, customerJson("cus_1", "Ada"));
    add(events, "customer.subscription.created", start, one.json(Shape::Old));
    add(events, "customer.subscription.updated", start + day, raised.json(Shape::New),
        R"({"items":{"data":[{"id":"si_sub_1","quantity":1}]}})");
    add(events, "customer.subscription.updated", start + day, one.json(Shape::Old), R"({"quantity":5})");
    add(events, "customer.subscription.updated", start + day, raised.json(Shape::Old), R"({"quantity":1})");
    add(events, "customer.subscription.created", start + 2 * day, two.json(Shape::New));
    add(events, "price.created", start, priceJson("price_late", "prod_basic", 4200));
    add(events, "customer.subscription.updated", start + 3 * day, discounted.json(Shape::Old),
        R"({"discount":null})");
    add(events, "customer.subscription.updated", start + 4 * day, raised.json(Shape::New),
        R"({"discounts":["di_1"]})");
    add(events, "customer.updated", start + 300'000, customerJson("cus_1", "Ada", own),
        R"({"discount":null})");
    add(events, "invoice.created", start, InvoiceText{}.json(Shape::Old));
    add(events, "invoice.payment_failed", start + day, failed.json(Shape::New));
    add(events, "invoice.paid", start + 2 * day, paid.json(Shape::Old));
    add(events, "customer.subscription.deleted", start + 6 * day, ended.json(Shape::New));
    add(events, "coupon.updated", start + day, coupon, R"({"name":"x"})");
    return events;
}

/** A seeded order with repeats, cut into batches. */
std::vector<std::vector<Event>> shuffled(std::vector<Event> events, unsigned seed)
{
    std::mt19937 random(seed);
    std::shuffle(events.begin(), events.end(), random);
    std::vector<std::vector<Event>> batches;
    for (const auto &event : events) {
        if (batches.empty() || random() % 3 == 0) {
            batches.emplace_back();
        }
        batches.back().push_back(event);
    }
    return batches;
}

} // namespace

void ReplayTest::testDigest_IsTheSame_InAnyOrder()
{
    const auto events = lives();
    m_desk.play({ events });
    const auto expected = m_desk.digest();
    QCOMPARE(
        m_desk.sql(
            u"SELECT string_agg(kind, ', ' ORDER BY eff) FROM billhook.mrr_movement WHERE known_to IS NULL"_s),
        "new, expansion, contraction, contraction, contraction");
    for (unsigned seed = 1; seed <= 40; ++seed) {
        m_desk.clear();
        m_desk.play(shuffled(events, seed));
        QVERIFY2(m_desk.digest() == expected, ("seed " + std::to_string(seed)).c_str());
        const auto differences = truth::Check(m_desk.url()).differences();
        QVERIFY2(differences && differences->empty(), ("seed " + std::to_string(seed)).c_str());
    }
}

void ReplayTest::testDigest_Waits_UntilTheQueueIsEmpty()
{
    const truth::Digest digest(m_desk.url());
    m_desk.deliver(lives());
    const auto late = digest.wait(std::chrono::seconds(0));
    QVERIFY(!late);
    QCOMPARE(late.error().code, std::string("still_projecting"));
    m_desk.project();
    QVERIFY(digest.wait(std::chrono::seconds(0)));
    const auto line = digest.line(truth::Digest::Scope::State, truth::Digest::Basis::All);
    QVERIFY(line);
    QCOMPARE(*line, m_desk.digest());
    const auto mirror = digest.line(truth::Digest::Scope::Mirror, truth::Digest::Basis::All);
    QVERIFY(mirror && *mirror != *line);
}

void ReplayTest::testDigest_LeavesOut_Observations()
{
    m_desk.play({ lives() });
    const auto plain = m_desk.digest();
    SubscriptionText seen;
    seen.id = "sub_2";
    seen.price = "price_late";
    seen.priceAsId = true;
    seen.quantity = 9;
    const auto at = std::to_string(start + 30 * day);
    m_desk.play({ { { "obs_1",
        R"({"id":"obs_1","object":"billhook.observation","type":"observation","created":)" + at + R"(,"low":)"
            + at + R"(,"high":)" + at + R"(,"data":{"object":)" + seen.json(Shape::New) + "}}" } } });
    QCOMPARE(
        m_desk.sql(u"SELECT quantity || ' ' || quality FROM billhook.subscriptions WHERE id = 'sub_2'"_s),
        "9 observed");
    const auto all = m_desk.digest();
    QVERIFY(all != plain);
    QVERIFY(all.ends_with(" 1"));
    const auto events
        = truth::Digest(m_desk.url()).line(truth::Digest::Scope::State, truth::Digest::Basis::EventsOnly);
    QVERIFY2(events, events ? "" : events.error().detail.c_str());
    QCOMPARE(*events, plain);
    QCOMPARE(m_desk.digest(), all);
}

void ReplayTest::testAll_Restores_DigestAndHistory()
{
    for (unsigned seed = 100; seed < 105; ++seed) {
        m_desk.clear();
        m_desk.play(shuffled(lives(), seed));
        const auto digest = m_desk.digest();
        const auto before = history();
        const auto replayed = truth::Replay(m_desk.url()).all();
        QVERIFY2(replayed, replayed ? "" : replayed.error().detail.c_str());
        QCOMPARE(replayed->events, lives().size());
        QCOMPARE(m_desk.digest(), digest);
        QVERIFY2(history() == before, ("seed " + std::to_string(seed)).c_str());
        const auto differences = truth::Check(m_desk.url()).differences();
        QVERIFY2(differences && differences->empty(), ("seed " + std::to_string(seed)).c_str());
    }
}

void ReplayTest::testEvent_ProjectsFrom_Quarantine()
{
    const auto events = lives();
    m_desk.play({ events });
    const auto complete = m_desk.digest();
    m_desk.renew();
    m_desk.deliver(events);
    m_desk.sql(
        u"WITH gone AS (DELETE FROM billhook.event_queue WHERE event_id = '%1' RETURNING *) INSERT INTO "
        "billhook.event_quarantine (event_id, created, type, reason, object_ids) SELECT event_id, created, "
        "'x', 'failed', "
        "'{subscription:sub_1}' FROM gone"_s.arg(QString::fromStdString(events[2].first)));
    m_desk.project();
    QCOMPARE(
        m_desk.sql(
            u"SELECT string_agg(id || ' ' || incomplete, ', ' ORDER BY id) FROM billhook.subscriptions"_s),
        "sub_1 true, sub_2 false");
    const auto replayed = truth::Replay(m_desk.url()).quarantined();
    QVERIFY(replayed);
    QCOMPARE(replayed->newFacts, std::size_t(1));
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_quarantine"_s), "0");
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.subscriptions WHERE incomplete"_s), "0");
    QCOMPARE(m_desk.digest(), complete);
    const auto again = truth::Replay(m_desk.url()).event(events[2].first);
    QVERIFY(again && again->newFacts == 0);
    const auto unknown = truth::Replay(m_desk.url()).event("evt_unknown");
    QVERIFY(!unknown && unknown.error().kind == domain::ErrorKind::NotFound);
}

/** Case 7: what is parked is said to be, and why. */
void ReplayTest::testEvent_Tells_WhereAParkedOneIs()
{
    m_desk.sql(u"INSERT INTO billhook.event_quarantine (event_id, type, reason, payload) "
               "VALUES ('evt_x', 'invoice.paid', 'wrong_account', '{}')"_s);
    const auto parked = truth::Replay(m_desk.url()).event("evt_x");
    QVERIFY(!parked && parked.error().kind == domain::ErrorKind::Conflict);
    QVERIFY2(
        parked.error().message.find("as wrong_account: it is of a connected account") != std::string::npos,
        parked.error().message.c_str());
}

void ReplayTest::testRenew_BringsAnOlderDatabase_ToTheNewTruth()
{
    m_desk.play({ lives() });
    const auto digest = m_desk.digest();
    QVERIFY(!truth::isReadingStale(m_desk.url()).value());
    m_desk.sql(u"UPDATE billhook.installation SET facts_reading = NULL"_s);
    m_desk.sql(u"UPDATE billhook.subscriptions SET annual_amount = 7 WHERE id = 'sub_1'"_s);
    const auto annual = u"SELECT sum(annual_amount) FROM billhook.subscriptions WHERE currency = 'usd'"_s;
    const auto before = m_desk.sql(annual);
    QVERIFY(truth::isReadingStale(m_desk.url()).value());
    const auto replayed = truth::Replay(m_desk.url()).all();
    QVERIFY(replayed);
    const auto moved = replayed->figures.at("usd");
    QCOMPARE(std::to_string(moved.before), before);
    QCOMPARE(std::to_string(moved.after), m_desk.sql(annual));
    QVERIFY(moved.before != moved.after);
    QVERIFY(replayed->figures.at("customers").after > 0);
    QVERIFY(replayed->figures.at("movements").before == replayed->figures.at("movements").after);
    QVERIFY(!truth::isReadingStale(m_desk.url()).value());
    QCOMPARE(m_desk.digest(), digest);
}

void ReplayTest::testObject_FoldsAgain_WhatWasSpoilt()
{
    m_desk.play({ lives() });
    const auto digest = m_desk.digest();
    m_desk.sql(
        u"UPDATE billhook.subscriptions SET status = 'active', annual_amount = 1 WHERE id = 'sub_1'"_s);
    QVERIFY(m_desk.digest() != digest);
    const auto replayed = truth::Replay(m_desk.url()).object("sub_1");
    QVERIFY2(replayed, replayed ? "" : replayed.error().detail.c_str());
    QCOMPARE(m_desk.digest(), digest);
}

void ReplayTest::testDifferences_Find_WhatWasSpoilt_data()
{
    QTest::addColumn<QString>("damage");
    QTest::newRow("rollup") << u"UPDATE billhook.mrr_rollup_delta SET amount = amount + 1"_s;
    QTest::newRow("counter")
        << u"UPDATE billhook.counter_delta SET count = count + 1 WHERE name = 'paying'"_s;
    QTest::newRow("risk")
        << u"UPDATE billhook.counter_delta SET amount = amount + 1 WHERE name = 'at_risk'"_s;
    QTest::newRow("card")
        << u"INSERT INTO billhook.card_due VALUES ('sub_1', 'cus_1', 'pm_1', 'usd', 1, now(), now())"_s;
    QTest::newRow("cards' sum")
        << u"INSERT INTO billhook.counter VALUES ('cards_due', 'usd', current_date, 1, 1)"_s;
    QTest::newRow("movement")
        << u"UPDATE billhook.mrr_movement SET known_to = now() WHERE known_to IS NULL"_s;
    QTest::newRow("mirror amount")
        << u"UPDATE billhook.subscriptions SET annual_amount = annual_amount + 1"_s;
    QTest::newRow("mirror cause") << u"UPDATE billhook.customers SET event_id = 'evt_x' WHERE NOT stub"_s;
    QTest::newRow("orphan") << u"DELETE FROM billhook.customers"_s;
}

void ReplayTest::testDifferences_Find_WhatWasSpoilt()
{
    QFETCH(QString, damage);
    m_desk.play({ lives() });
    const auto sound = truth::Check(m_desk.url()).differences();
    QVERIFY(sound && sound->empty());
    m_desk.sql(damage);
    const auto damaged = truth::Check(m_desk.url()).differences();
    QVERIFY(damaged);
    QVERIFY(!damaged->empty());
}

QTEST_GUILESS_MAIN(ReplayTest)
#include "replaytest.moc"

#include "services/webhooks/projection.h"

#include "tests/services/webhooks/projectiondesk.h"
#include "tests/services/webhooks/stripeevents.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace billhook;
using namespace billhook::support;
using namespace Qt::StringLiterals;

/** Stored events through the real projection into PostgreSQL. */
class ProjectionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.renew(); }

    void testProject_Follows_ASubscription();
    void testProject_Reads_BothShapes();

private:
    ProjectionDesk m_desk;
};

namespace {

using Event = ProjectionDesk::Event;

Event subscriptionEvent(const std::string &id, const std::string &change, std::int64_t at,
    const SubscriptionText &text, Shape shape, const std::string &previous = {})
{
    return { id, eventJson(id, "customer.subscription." + change, at, text.json(shape), previous) };
}

/** Starts at 10.00 a month, goes to 30.00, is cancelled. */
std::vector<Event> life(Shape shape)
{
    SubscriptionText start;
    SubscriptionText raised = start;
    raised.amount = 3000;
    raised.price = "price_large";
    SubscriptionText ended = raised;
    ended.status = "canceled";
    ended.endedAt = 1'700'200'000;
    return {
        { "evt_0", eventJson("evt_0", "customer.created", 1'700'000'000, customerJson("cus_1", "Ada")) },
        subscriptionEvent("evt_1", "created", 1'700'000'000, start, shape),
        subscriptionEvent("evt_2", "updated", 1'700'100'000, raised, shape,
            shape == Shape::Old
                ? R"({"plan":{"id":"price_basic","object":"plan","active":true,"amount":1000,"amount_decimal":"1000","currency":"usd","interval":"month","interval_count":1,"product":"prod_basic","tiers_mode":null,"usage_type":"licensed"}})"
                : R"({"items":{"data":[{"id":"si_sub_1","price":{"id":"price_basic","currency":"usd","product":"prod_basic","recurring":{"interval":"month","interval_count":1,"usage_type":"licensed"},"unit_amount":1000,"unit_amount_decimal":"1000"}}]}})"),
        subscriptionEvent("evt_3", "deleted", 1'700'200'000, ended, shape),
    };
}

} // namespace

void ProjectionTest::testProject_Follows_ASubscription()
{
    m_desk.play({ life(Shape::New) });
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_queue"_s), "0");
    QCOMPARE(
        m_desk.sql(u"SELECT status || ' ' || annual_amount || ' ' || quality FROM billhook.subscriptions"_s),
        "canceled 0 exact");
    QCOMPARE(m_desk.sql(u"SELECT string_agg(status || ' ' || annual_amount, ', ' ORDER BY eff) "
                        "FROM billhook.subscription_revision WHERE known_to IS NULL"_s),
        "active 12000, active 36000, canceled 0");
    QCOMPARE(m_desk.sql(u"SELECT string_agg(kind || ' ' || amount, ', ' ORDER BY eff) "
                        "FROM billhook.mrr_movement WHERE known_to IS NULL"_s),
        "new 12000, expansion 24000, churn -36000");
    QCOMPARE(m_desk.sql(u"SELECT string_agg(kind || ' ' || amount || ' ' || count, ', ' ORDER BY day, kind) "
                        "FROM billhook.mrr_rollup_delta"_s),
        "new 12000 1, expansion 24000 1, churn -36000 1");
    QCOMPARE(m_desk.sql(u"SELECT name || ' ' || stub FROM billhook.customers"_s), "Ada false");
    QCOMPARE(m_desk.sql(u"SELECT string_agg(id || ' ' || stub, ', ' ORDER BY id) FROM billhook.prices"_s),
        "price_basic true, price_large true");
}

void ProjectionTest::testProject_Reads_BothShapes()
{
    m_desk.play({ life(Shape::New) });
    const auto modern = m_desk.digest();
    m_desk.renew();
    m_desk.play({ life(Shape::Old) });
    QCOMPARE(m_desk.digest(), modern);
}

QTEST_GUILESS_MAIN(ProjectionTest)
#include "projectiontest.moc"

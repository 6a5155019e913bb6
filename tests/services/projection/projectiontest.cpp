#include "services/projection/projection.h"

#include "services/truth/check.h"
#include "tests/services/projection/projectiondesk.h"
#include "tests/services/projection/stripeevents.h"

#include <QTest>

using namespace billhook;
using namespace billhook::support;
using namespace Qt::StringLiterals;

/** Stored events through the real projection into PostgreSQL. */
class ProjectionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.renew(); }
    void cleanup();

    void testProject_Follows_ASubscription();
    void testProject_Reads_BothShapes();
    void testProject_Mirrors_EveryKind();
    void testProject_WaitsFor_APrice();
    void testProject_WaitsFor_ACoupon();
    void testProject_Takes_TheCouponFromTheOldShape();
    void testProject_Applies_TheCustomersDiscount();
    void testProject_Keeps_TheAmountInAnUnknownStatus();
    void testProject_Counts_InvoicesAtRisk();
    void testProject_CountsACustomer_OnceWhateverItPaysIn();
    void testProject_Dates_TheEndBack();
    void testProject_Corrects_WithoutForgetting();
    void testProject_Links_TheOrganization();
    void testProject_Names_ThePlanOfALateProduct();
    void testProject_Renames_ThePlanOfAnObservedProduct();

private:
    std::string revisions()
    {
        return m_desk.sql(
            u"SELECT string_agg(status || ' ' || annual_amount, ', ' ORDER BY subscription_id, eff) "
            "FROM billhook.subscription_revision WHERE known_to IS NULL"_s);
    }
    std::string movements()
    {
        return m_desk.sql(u"SELECT string_agg(kind || ' ' || amount, ', ' ORDER BY eff) "
                          "FROM billhook.mrr_movement WHERE known_to IS NULL"_s);
    }

    ProjectionDesk m_desk;
};

namespace {

using Event = ProjectionDesk::Event;

constexpr std::int64_t start = 1'700'000'000;
constexpr std::int64_t day = 86'400;

Event subscriptionEvent(const std::string &id, const std::string &change, std::int64_t at,
    const SubscriptionText &text, Shape shape, const std::string &previous = {})
{
    return { id, eventJson(id, "customer.subscription." + change, at, text.json(shape), previous) };
}

const std::string halfOff
    = R"({"id":"HALF","object":"coupon","percent_off":50,"duration":"forever","valid":true,)"
      R"("created":1600000000})";

/** Starts at 10.00 a month, goes to 30.00, is cancelled. */
std::vector<Event> life(Shape shape)
{
    const SubscriptionText small;
    SubscriptionText large = small;
    large.amount = 3000;
    large.price = "price_large";
    SubscriptionText ended = large;
    ended.status = "canceled";
    ended.endedAt = start + 2 * day;
    const std::string oldPlan
        = R"({"plan":{"id":"price_basic","amount":1000,"amount_decimal":"1000","currency":"usd",)"
          R"("interval":"month","interval_count":1,"product":"prod_basic","usage_type":"licensed"}})";
    const std::string newItems
        = R"({"items":{"data":[{"id":"si_sub_1","price":{"id":"price_basic","currency":"usd",)"
          R"("product":"prod_basic","recurring":{"interval":"month","interval_count":1,)"
          R"("usage_type":"licensed"},"unit_amount":1000,"unit_amount_decimal":"1000"}}]}})";
    return {
        { "evt_0", eventJson("evt_0", "customer.created", start, customerJson("cus_1", "Ada")) },
        subscriptionEvent("evt_1", "created", start, small, shape),
        subscriptionEvent(
            "evt_2", "updated", start + day, large, shape, shape == Shape::Old ? oldPlan : newItems),
        subscriptionEvent("evt_3", "deleted", start + 2 * day, ended, shape),
    };
}

} // namespace

void ProjectionTest::cleanup()
{
    const auto differences = truth::Check(m_desk.url()).differences();
    QVERIFY2(differences, differences ? "" : differences.error().detail.c_str());
    QVERIFY2(differences->empty(), differences->empty() ? "" : differences->front().c_str());
}

void ProjectionTest::testProject_Follows_ASubscription()
{
    m_desk.play({ life(Shape::New) });
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_queue"_s), "0");
    QCOMPARE(
        m_desk.sql(u"SELECT status || ' ' || annual_amount || ' ' || quality FROM billhook.subscriptions"_s),
        "canceled 0 exact");
    QCOMPARE(revisions(), "active 12000, active 36000, canceled 0");
    QCOMPARE(movements(), "new 12000, expansion 24000, churn -36000");
    QCOMPARE(m_desk.sql(u"SELECT string_agg(kind || ' ' || amount || ' ' || count, ', ' ORDER BY day, kind) "
                        "FROM billhook.mrr_rollup_delta"_s),
        "new 12000 1, expansion 24000 1, churn -36000 1");
    QCOMPARE(m_desk.sql(u"SELECT name || ' ' || stub FROM billhook.customers"_s), "Ada false");
    QCOMPARE(m_desk.sql(u"SELECT string_agg(id || ' ' || stub, ', ' ORDER BY id) FROM billhook.prices"_s),
        "price_basic true, price_large true");
    QCOMPARE(
        m_desk.sql(
            u"SELECT string_agg(name || ' ' || count, ', ' ORDER BY day, name) FROM billhook.counter_delta "
            "WHERE count <> 0"_s),
        "customers 1, paying 1, subscribed 1, customers -1, paying -1, subscribed -1");
}

void ProjectionTest::testProject_Reads_BothShapes()
{
    m_desk.play({ life(Shape::New) });
    const auto modern = m_desk.digest();
    m_desk.renew();
    m_desk.play({ life(Shape::Old) });
    QCOMPARE(m_desk.digest(), modern);
}

void ProjectionTest::testProject_Mirrors_EveryKind()
{
    const std::string card
        = R"({"id":"pm_1","object":"payment_method","type":"card","created":1700000000,"customer":"cus_1",)"
          R"("card":{"brand":"visa","last4":"4242","exp_month":4,"exp_year":2027}})";
    const std::string charge
        = R"({"id":"ch_1","object":"charge","amount":1000,"currency":"usd","customer":"cus_1",)"
          R"("payment_intent":"pi_1","invoice":"in_1","failure_code":"card_declined",)"
          R"("outcome":{"reason":"insufficient_funds"}})";
    const std::string product
        = R"({"id":"prod_basic","object":"product","name":"Basic \"1\"\n","active":true,)"
          R"("created":1700000000,"metadata":{}})";
    const std::string discount
        = R"({"id":"di_9","object":"discount","source":{"type":"coupon","coupon":"HALF"},)"
          R"("customer":"cus_9","subscription":null,"start":1700000000,"end":null})";
    m_desk.play({ {
        { "evt_1", eventJson("evt_1", "payment_method.attached", start, card) },
        { "evt_2", eventJson("evt_2", "charge.failed", start, charge) },
        { "evt_3", eventJson("evt_3", "product.created", start, product) },
        { "evt_4", eventJson("evt_4", "price.created", start, priceJson("price_basic", "prod_basic", 1000)) },
        { "evt_5", eventJson("evt_5", "coupon.created", start, halfOff) },
        { "evt_6", eventJson("evt_6", "customer.discount.created", start, discount) },
        { "evt_7", eventJson("evt_7", "invoice.created", start, InvoiceText{}.json(Shape::New)) },
        { "evt_8", eventJson("evt_8", "invoice.upcoming", start, R"({"object":"invoice"})") },
        { "evt_9", eventJson("evt_9", "some.new_type", start, R"({"id":"x"})") },
    } });
    QCOMPARE(m_desk.sql(u"SELECT brand || ' ' || last4 || ' ' || exp_month FROM billhook.payment_methods"_s),
        "visa 4242 4");
    QCOMPARE(
        m_desk.sql(u"SELECT id || ' ' || invoice_id || ' ' || decline_code FROM billhook.payment_failures"_s),
        "pi_1 in_1 insufficient_funds");
    QCOMPARE(m_desk.sql(u"SELECT name FROM billhook.products"_s), "Basic \"1\"\n");
    QCOMPARE(
        m_desk.sql(u"SELECT unit_amount || ' ' || recurring_interval || ' ' || stub FROM billhook.prices"_s),
        "1000 month false");
    QCOMPARE(m_desk.sql(u"SELECT percent_off || ' ' || duration || ' ' || stub FROM billhook.coupons"_s),
        "50 forever false");
    QCOMPARE(m_desk.sql(u"SELECT coupon_id || ' ' || customer_id FROM billhook.discounts"_s), "HALF cus_9");
    QCOMPARE(m_desk.sql(u"SELECT subscription_id || ' ' || status FROM billhook.invoices"_s), "sub_1 open");
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_queue"_s), "0");
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_quarantine"_s), "0");
}

void ProjectionTest::testProject_WaitsFor_APrice()
{
    SubscriptionText text;
    text.priceAsId = true;
    m_desk.play({ { subscriptionEvent("evt_1", "created", start, text, Shape::New) } });
    QCOMPARE(
        m_desk.sql(u"SELECT amount_known || ' ' || annual_amount FROM billhook.subscriptions"_s), "false 0");
    QCOMPARE(
        m_desk.sql(u"SELECT object_id || ' ' || waits_for FROM billhook.object_wait"_s), "sub_1 price_basic");
    m_desk.play({ { { "evt_2",
        eventJson("evt_2", "price.created", start, priceJson("price_basic", "prod_basic", 700)) } } });
    QCOMPARE(m_desk.sql(u"SELECT amount_known || ' ' || annual_amount FROM billhook.subscriptions"_s),
        "true 8400");
    QCOMPARE(movements(), "new 8400");
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.object_wait"_s), "0");
}

void ProjectionTest::testProject_WaitsFor_ACoupon()
{
    SubscriptionText text;
    text.discountId = "di_1";
    const std::string discount
        = R"({"id":"di_1","object":"discount","source":{"type":"coupon","coupon":"HALF"},)"
          R"("customer":"cus_1","subscription":"sub_1","start":1700000000,"end":null})";
    m_desk.play({ { subscriptionEvent("evt_1", "created", start, text, Shape::New) } });
    QCOMPARE(m_desk.sql(u"SELECT waits_for FROM billhook.object_wait"_s), "di_1");
    m_desk.play({ { { "evt_2", eventJson("evt_2", "customer.discount.created", start, discount) } } });
    QCOMPARE(m_desk.sql(u"SELECT waits_for FROM billhook.object_wait"_s), "HALF");
    m_desk.play({ { { "evt_3", eventJson("evt_3", "coupon.created", start, halfOff) } } });
    QCOMPARE(revisions(), "active 6000");
    QCOMPARE(movements(), "new 6000");
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.object_wait"_s), "0");
}

void ProjectionTest::testProject_Takes_TheCouponFromTheOldShape()
{
    SubscriptionText text;
    text.discountId = "di_1";
    text.couponText = halfOff;
    m_desk.play({ { subscriptionEvent("evt_1", "created", start, text, Shape::Old) } });
    QCOMPARE(revisions(), "active 6000");
    QCOMPARE(m_desk.sql(u"SELECT id || ' ' || stub FROM billhook.coupons"_s), "HALF true");
    // Another subscription may name the discount's coupon by id alone: its terms are known now.
    SubscriptionText other;
    other.id = "sub_2";
    other.discountId = "di_1";
    m_desk.play({ { subscriptionEvent("evt_2", "created", start + day, other, Shape::New) } });
    QCOMPARE(revisions(), "active 6000, active 6000");
}

void ProjectionTest::testProject_Applies_TheCustomersDiscount()
{
    const std::string own = R"(,"discount":{"id":"di_7","object":"discount","coupon":)" + halfOff
        + R"(,"customer":"cus_1","subscription":null,"start":1700086400,"end":null})";
    const Event given{ "evt_2",
        eventJson("evt_2", "customer.updated", start + day, customerJson("cus_1", "Ada", own),
            R"({"discount":null})") };
    const Event taken{ "evt_3",
        eventJson("evt_3", "customer.updated", start + 2 * day,
            customerJson("cus_1", "Ada", R"(,"discount":null)"), R"({"discount":{"id":"di_7"}})") };
    const Event born = subscriptionEvent("evt_1", "created", start, {}, Shape::New);
    m_desk.play({ { born }, { given }, { taken } });
    QCOMPARE(revisions(), "active 12000, active 6000, active 12000");
    QCOMPARE(movements(), "new 12000, contraction -6000, expansion 6000");
    const auto inOrder = m_desk.digest();
    m_desk.renew();
    m_desk.play({ { taken }, { born }, { given } });
    QCOMPARE(m_desk.digest(), inOrder);
}

void ProjectionTest::testProject_Keeps_TheAmountInAnUnknownStatus()
{
    SubscriptionText strange;
    strange.status = "hibernating";
    m_desk.play({ { subscriptionEvent("evt_1", "created", start, {}, Shape::New),
        subscriptionEvent(
            "evt_2", "updated", start + day, strange, Shape::New, R"({"status":"active"})") } });
    QCOMPARE(revisions(), "active 12000, hibernating 12000");
    QCOMPARE(m_desk.sql(u"SELECT status || ' ' || amount_known FROM billhook.subscriptions"_s),
        "hibernating false");
    QCOMPARE(movements(), "new 12000");
}

void ProjectionTest::testProject_Counts_InvoicesAtRisk()
{
    InvoiceText failed;
    failed.attempts = 1;
    InvoiceText paid = failed;
    paid.status = "paid";
    paid.remaining = 0;
    const QString atRisk
        = u"SELECT sum(amount) || ' ' || sum(count) FROM billhook.counter_delta WHERE name = 'at_risk'"_s;
    m_desk.play({ { { "evt_1", eventJson("evt_1", "invoice.created", start, InvoiceText{}.json(Shape::Old)) },
        { "evt_2", eventJson("evt_2", "invoice.payment_failed", start + day, failed.json(Shape::New)) } } });
    QCOMPARE(m_desk.sql(atRisk), "1000 1");
    QCOMPARE(m_desk.sql(u"SELECT payment_failed || ' ' || payment_intent_id FROM billhook.invoices"_s),
        "true pi_in_1");
    m_desk.play(
        { { { "evt_3", eventJson("evt_3", "invoice.paid", start + 2 * day, paid.json(Shape::New)) } } });
    QCOMPARE(m_desk.sql(atRisk), "0 0");
}

void ProjectionTest::testProject_CountsACustomer_OnceWhateverItPaysIn()
{
    SubscriptionText euros;
    euros.id = "sub_2";
    euros.price = "price_euros";
    euros.currency = "eur";
    SubscriptionText dollarsEnded;
    dollarsEnded.status = "canceled";
    SubscriptionText eurosEnded = euros;
    eurosEnded.status = "canceled";
    const QString customers = u"SELECT string_agg(count::text, ',' ORDER BY id) FROM billhook.counter_delta "
                              "WHERE name = 'customers'"_s;
    m_desk.play({ { subscriptionEvent("evt_1", "created", start, {}, Shape::New) },
        { subscriptionEvent("evt_2", "created", start + day, euros, Shape::New) },
        { subscriptionEvent("evt_3", "deleted", start + 2 * day, dollarsEnded, Shape::New) } });
    QCOMPARE(m_desk.sql(customers), "1");
    m_desk.play({ { subscriptionEvent("evt_4", "deleted", start + 3 * day, eurosEnded, Shape::New) } });
    QCOMPARE(m_desk.sql(customers), "1,-1");
}

void ProjectionTest::testProject_Dates_TheEndBack()
{
    SubscriptionText ended;
    ended.status = "canceled";
    ended.endedAt = start + day;
    m_desk.play({ { subscriptionEvent("evt_1", "created", start, {}, Shape::New),
        subscriptionEvent("evt_2", "deleted", start + 2 * day, ended, Shape::New) } });
    QCOMPARE(m_desk.sql(u"SELECT extract(epoch FROM max(eff))::bigint FROM billhook.mrr_movement"_s),
        std::to_string(start + day));
}

void ProjectionTest::testProject_Corrects_WithoutForgetting()
{
    const auto events = life(Shape::New);
    m_desk.play({ { events[0], events[1], events[3] } });
    QCOMPARE(movements(), "new 12000, churn -12000");
    m_desk.play({ { events[2] } });
    QCOMPARE(movements(), "new 12000, expansion 24000, churn -36000");
    QCOMPARE(
        m_desk.sql(u"SELECT string_agg(kind || ' ' || amount, ', ' ORDER BY eff) FROM billhook.mrr_movement "
                   "WHERE known_to IS NOT NULL"_s),
        "churn -12000");
    QCOMPARE(
        m_desk.sql(u"SELECT count(*) FROM billhook.mrr_movement closed JOIN billhook.mrr_movement opened "
                   "ON opened.known_from = closed.known_to"_s),
        "2");
}

void ProjectionTest::testProject_Links_TheOrganization()
{
    const auto id = u"11111111-2222-3333-4444-555555555555"_s;
    m_desk.sql(u"INSERT INTO billhook.organizations (id, name) VALUES ('%1', 'Acme')"_s.arg(id));
    const auto text = customerJson("cus_1", "Ada");
    const auto linked = text.substr(0, text.find(R"("metadata":{})")) + R"("metadata":{"organization_id":")"
        + id.toStdString() + R"("}})";
    m_desk.play({ life(Shape::New),
        { { "evt_9",
            eventJson("evt_9", "customer.updated", start + day, linked,
                R"({"metadata":{"organization_id":null}})") } } });
    QCOMPARE(m_desk.sql(u"SELECT organization_id::text FROM billhook.customers"_s), id.toStdString());
    QCOMPARE(m_desk.sql(u"SELECT status FROM billhook.organization_summary"_s), "canceled");
}

void ProjectionTest::testProject_Names_ThePlanOfALateProduct()
{
    m_desk.play({ { subscriptionEvent("evt_1", "created", start, {}, Shape::Old) } });
    QCOMPARE(m_desk.sql(u"SELECT plan_name FROM billhook.subscriptions"_s), "prod_basic");
    const std::string product
        = R"({"id":"prod_basic","object":"product","name":"Basic","active":true,"created":1700000000})";
    m_desk.play({ { { "evt_2", eventJson("evt_2", "product.created", start, product) } } });
    QCOMPARE(m_desk.sql(u"SELECT plan_name FROM billhook.subscriptions"_s), "Basic");
}

void ProjectionTest::testProject_Renames_ThePlanOfAnObservedProduct()
{
    const auto product = [](const std::string &name) {
        return R"({"id":"prod_basic","object":"product","name":")" + name
            + R"(","active":true,"created":1700000000})";
    };
    const auto at = std::to_string(start + day);
    m_desk.play({ { subscriptionEvent("evt_1", "created", start, {}, Shape::Old),
                      { "evt_2", eventJson("evt_2", "product.created", start, product("Basic")) } },
        { { "obs_1",
            R"({"id":"obs_1","object":"billhook.observation","type":"observation","created":)" + at
                + R"(,"low":)" + at + R"(,"high":)" + at + R"(,"data":{"object":)" + product("Plain")
                + "}}" } } });
    QCOMPARE(m_desk.sql(u"SELECT name FROM billhook.products"_s), "Plain");
    QCOMPARE(m_desk.sql(u"SELECT plan_name FROM billhook.subscriptions"_s), "Plain");
}

QTEST_GUILESS_MAIN(ProjectionTest)
#include "projectiontest.moc"

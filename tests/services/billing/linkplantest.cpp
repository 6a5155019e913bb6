#include "services/billing/linkplan.h"

#include "services/billing/planstore.h"
#include "tests/services/operations/operationdesk.h"

#include <QTest>

using namespace billhook;
using namespace billhook::billing;
using namespace billhook::tests;
using namespace Qt::StringLiterals;

namespace {

const Caller linker{ u"program:test"_s };

ScriptedReply productReply(const QByteArray &defaultPrice, const QByteArray &metadata = "{}")
{
    return { 200,
        R"({"id":"prod_1","object":"product","name":"Team","description":null,"active":true,"default_price":)"
            + defaultPrice + R"(,"metadata":)" + metadata + "}" };
}

QByteArray priceObject(
    const QByteArray &id, const QByteArray &amount, bool active, const QByteArray &usage = "licensed")
{
    return R"({"id":")" + id + R"(","object":"price","currency":"usd","unit_amount":)" + amount
        + R"(,"active":)" + (active ? "true" : "false")
        + R"(,"recurring":{"interval":"month","interval_count":1,"usage_type":")" + usage + R"("}})";
}

ScriptedReply pricesReply(const QByteArray &prices)
{
    return { 200, R"({"object":"list","has_more":false,"data":[)" + prices + "]}" };
}

} // namespace

class LinkPlanTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_postgres.renew(); }
    void testLink_TakesWhatStripeHas_AndMarksTheProduct();
    void testLink_SetsADefaultPrice_WhereThereIsNone();
    void testLink_RefusesAnAddOn_data();
    void testLink_RefusesAnAddOn();

private:
    support::PostgresFixture m_postgres;
};

void LinkPlanTest::testLink_TakesWhatStripeHas_AndMarksTheProduct()
{
    OperationDesk desk(m_postgres,
        { productReply("\"price_2\"", R"({"plan_slug":"team","max_users":"5"})"),
            pricesReply(priceObject("price_2", "1700", true) + "," + priceObject("price_1", "1400", false)),
            OperationDesk::object("prod_1") });
    const auto link = linkPlan(*desk.client, "prod_1", { { u"max_projects"_s, 3 } }, linker);
    QVERIFY2(link.has_value(), link ? "" : link.error().message.c_str());
    const QUuid id = *beginPlanChange(*desk.session, *link, {}, {});
    QCOMPARE(desk.execute(id).state, operations::OperationState::Done);
    const auto plan = PlanStore(*desk.session).read("team");
    QVERIFY(plan.has_value());
    QCOMPARE(plan->stripeProductId, std::string("prod_1"));
    QCOMPARE(plan->terms.maxUsers, std::optional<std::int64_t>(5));
    QCOMPARE(plan->terms.maxProjects, std::optional<std::int64_t>(3));
    QCOMPARE(plan->terms.prices.size(), 2U);
    QCOMPARE(plan->terms.prices[0].stripePriceId, std::string("price_2"));
    QVERIFY(plan->terms.prices[0].isDefault);
    QVERIFY(!plan->terms.prices[1].isActive);
    const auto requests = desk.server.requests();
    QCOMPARE(requests.size(), 3);
    QVERIFY(requests[2].body.startsWith(
        "metadata[plan_slug]=team&metadata[max_users]=5&metadata[max_projects]=3&"));
}

void LinkPlanTest::testLink_SetsADefaultPrice_WhereThereIsNone()
{
    OperationDesk desk(
        m_postgres, { productReply("null"), pricesReply(priceObject("price_1", "1400", true)) });
    const auto link = linkPlan(*desk.client, "prod_1", { { u"slug"_s, u"team"_s } }, linker);
    QVERIFY2(link.has_value(), link ? "" : link.error().message.c_str());
    QCOMPARE(link->steps.size(), 2U);
    QCOMPARE(link->steps[1].name, std::string("set_default_price"));
    QCOMPARE(link->steps[1].fields[0].value, std::string("price_1"));
}

void LinkPlanTest::testLink_RefusesAnAddOn_data()
{
    QTest::addColumn<QByteArray>("prices");
    QTest::newRow("tiered") << priceObject("price_1", "null", true);
    QTest::newRow("metered") << priceObject("price_1", "1400", true, "metered");
    QTest::newRow("archived") << priceObject("price_1", "1400", false);
    QTest::newRow("none") << QByteArray();
}

void LinkPlanTest::testLink_RefusesAnAddOn()
{
    QFETCH(const QByteArray, prices);
    OperationDesk desk(m_postgres, { productReply("\"price_1\""), pricesReply(prices) });
    const auto link = linkPlan(*desk.client, "prod_1", { { u"slug"_s, u"team"_s } }, linker);
    QVERIFY(!link);
    QCOMPARE(link.error().code, std::string("not_a_plan"));
}

QTEST_GUILESS_MAIN(LinkPlanTest)
#include "linkplantest.moc"

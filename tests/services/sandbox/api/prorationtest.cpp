#include "tests/services/sandbox/api/billingfixture.h"

#include <QTest>

using namespace billhook;
using namespace Qt::StringLiterals;
using sandbox::idOf;

namespace {

QJsonArray linesOf(const QJsonObject &invoice)
{
    return invoice.value(u"lines"_s)[u"data"_s].toArray();
}

QList<qint64> amountsOf(const QJsonArray &lines)
{
    QList<qint64> amounts;
    for (const auto &line : lines) {
        amounts.append(line[u"amount"_s].toInteger());
    }
    return amounts;
}

} // namespace

/** What a change in the middle of a period costs: January 2026 has 31 days, the change is after ten. */
class ProrationTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_billing = std::make_unique<sandbox::BillingFixture>(); }
    void cleanup() { m_billing.reset(); }

    void testChange_MidPeriod_CreditsAndCharges_data()
    {
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("after");
        QTest::addColumn<int>("quantity");
        QTest::addColumn<QString>("more");
        QTest::addColumn<qint64>("credit");
        QTest::addColumn<qint64>("charge");
        QTest::newRow("upgrade") << 3100 << 6200 << 1 << QString() << -2100LL << 4200LL;
        QTest::newRow("downgrade") << 6200 << 3100 << 1 << QString() << -4200LL << 2100LL;
        QTest::newRow("quantity") << 3100 << 3100 << 3 << QString() << -2100LL << 6300LL;
        QTest::newRow("forever coupon") << 3100 << 6200 << 1 << u"HALF"_s << -1050LL << 2100LL;
        QTest::newRow("zero-decimal currency") << 1000 << 2000 << 1 << u"jpy"_s << -677LL << 1355LL;
    }
    void testChange_MidPeriod_CreditsAndCharges()
    {
        QFETCH(int, before);
        QFETCH(int, after);
        QFETCH(int, quantity);
        QFETCH(QString, more);
        QFETCH(qint64, credit);
        QFETCH(qint64, charge);
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const std::string currency = more == u"jpy"_s ? "currency=jpy" : "currency=usd";
        const bool half = more == u"HALF"_s;
        if (half) {
            billing.post("/v1/coupons", "id=HALF&percent_off=50&duration=forever");
        }
        const auto first = billing.price(before, "month", currency);
        const auto second = before == after ? first : billing.price(after, "month", currency);
        const auto subscription = billing.subscribe(first, half ? "discounts[0][coupon]=HALF" : "");
        billing.advanceDays(10);
        const auto path = "/v1/subscriptions/" + idOf(subscription);
        billing.post(path,
            "items[0][id]=" + billing.itemOf(subscription) + "&items[0][price]=" + second
                + "&items[0][quantity]=" + std::to_string(quantity));
        billing.advanceDays(22);
        const auto invoice = billing.latestInvoice(subscription);
        const auto full = static_cast<qint64>(after) * quantity;
        QCOMPARE(amountsOf(linesOf(invoice)), (QList<qint64>{ credit, charge, full }));
        const auto renewal = half ? full / 2 : full;
        QCOMPARE(invoice.value(u"total"_s).toInteger(), renewal + credit + charge);
        QCOMPARE(invoice.value(u"status"_s).toString(), u"paid"_s);
        const auto parent = linesOf(invoice).first()[u"parent"_s][u"subscription_item_details"_s];
        QCOMPARE(parent[u"proration"_s].toBool(), true);
    }

    void testChange_CountsSeconds()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(99'999'900));
        billing.advanceTo(billing.now() + 10 * sandbox::dayLength + 1);
        billing.post("/v1/subscriptions/" + idOf(subscription),
            "items[0][id]=" + billing.itemOf(subscription) + "&items[0][price]=" + billing.price(100)
                + "&proration_behavior=always_invoice");
        const auto amounts = amountsOf(linesOf(billing.latestInvoice(subscription)));
        QCOMPARE(amounts.first(), -67'741'830LL);
    }

    void testYearlyToMonthly_BeginsANewPeriod()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(36'500, "year"));
        billing.advanceDays(10);
        const auto after = billing.post("/v1/subscriptions/" + idOf(subscription),
            "items[0][id]=" + billing.itemOf(subscription) + "&items[0][price]=" + billing.price(3100));
        QCOMPARE(after.value(u"billing_cycle_anchor"_s).toInteger(), billing.now());
        const auto invoice = billing.latestInvoice(subscription);
        QCOMPARE(amountsOf(linesOf(invoice)), (QList<qint64>{ -35'500, 3100 }));
        QCOMPARE(invoice.value(u"amount_due"_s).toInteger(), 0);
        const auto customer = billing.get("/v1/customers/" + billing.customer());
        QCOMPARE(customer.value(u"balance"_s).toInteger(), -32'400);
    }

    void testNone_ChargesNothingNow()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(3100));
        billing.advanceDays(10);
        billing.post("/v1/subscriptions/" + idOf(subscription),
            "items[0][id]=" + billing.itemOf(subscription) + "&items[0][price]=" + billing.price(6200)
                + "&proration_behavior=none");
        billing.advanceDays(22);
        QCOMPARE(billing.latestInvoice(subscription).value(u"total"_s).toInteger(), 6200);
    }

    void testAnchorNow_CreditsTheOldPeriod()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(3100));
        billing.advanceDays(10);
        billing.post("/v1/subscriptions/" + idOf(subscription), "billing_cycle_anchor[type]=now");
        const auto invoice = billing.latestInvoice(subscription);
        QCOMPARE(amountsOf(linesOf(invoice)), (QList<qint64>{ -2100, 3100 }));
    }

    void testAnchor_OfA31st_FindsItsWayBack()
    {
        m_billing = std::make_unique<sandbox::BillingFixture>(1'769'817'600); // 2026-01-31
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(3100));
        QStringList ends;
        for (int month = 0; month < 4; ++month) {
            const auto item = billing.subscription(subscription).value(u"items"_s)[u"data"_s][0];
            const auto end = item[u"current_period_end"_s].toInteger();
            ends.append(QString::fromStdString(sandbox::isoDate(end)));
            billing.advanceTo(end + sandbox::dayLength);
        }
        QCOMPARE(ends, (QStringList{ u"2026-02-28"_s, u"2026-03-31"_s, u"2026-04-30"_s, u"2026-05-31"_s }));
    }

    void testPreview_EqualsTheInvoiceThatFollows_data()
    {
        QTest::addColumn<QString>("behavior");
        QTest::newRow("at once") << u"always_invoice"_s;
        QTest::newRow("with the renewal") << u"create_prorations"_s;
    }
    void testPreview_EqualsTheInvoiceThatFollows()
    {
        QFETCH(QString, behavior);
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(3333), "items[0][quantity]=7");
        billing.advanceTo(billing.now() + 777'777);
        const auto date = std::to_string(billing.now() - 1234);
        const auto item = billing.itemOf(subscription);
        const auto dearer = billing.price(7777);
        const auto preview = billing.post("/v1/invoices/create_preview",
            "subscription=" + idOf(subscription) + "&subscription_details[items][0][id]=" + item
                + "&subscription_details[items][0][price]=" + dearer
                + "&subscription_details[proration_behavior]=" + behavior.toStdString()
                + "&subscription_details[proration_date]=" + date);
        const auto events = billing.told("*");
        QCOMPARE(billing.told("invoice.created"), 1); // a preview makes nothing
        QVERIFY(events > 0);
        billing.post("/v1/subscriptions/" + idOf(subscription),
            "items[0][id]=" + item + "&items[0][price]=" + dearer
                + "&proration_behavior=" + behavior.toStdString() + "&proration_date=" + date);
        if (behavior == u"create_prorations"_s) {
            billing.advanceDays(32);
        }
        const auto invoice = billing.latestInvoice(subscription);
        QCOMPARE(amountsOf(linesOf(preview)), amountsOf(linesOf(invoice)));
        for (const auto &name : { u"subtotal"_s, u"total"_s, u"amount_due"_s, u"currency"_s }) {
            QCOMPARE(preview.value(name), invoice.value(name));
        }
    }

    void testAtRenewal_ByASchedule_ChangesWithoutProration()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto first = billing.price(6200);
        const auto subscription = billing.subscribe(first);
        billing.advanceDays(10);
        const auto schedule
            = billing.post("/v1/subscription_schedules", "from_subscription=" + idOf(subscription));
        const auto phase = schedule.value(u"phases"_s)[0];
        const auto cheaper = billing.price(3100);
        billing.post("/v1/subscription_schedules/" + idOf(schedule),
            "end_behavior=release&phases[0][items][0][price]=" + first
                + "&phases[0][start_date]=" + std::to_string(phase[u"start_date"_s].toInteger())
                + "&phases[0][end_date]=" + std::to_string(phase[u"end_date"_s].toInteger())
                + "&phases[1][items][0][price]=" + cheaper + "&phases[1][iterations]=1");
        billing.advanceDays(22);
        const auto invoice = billing.latestInvoice(subscription);
        QCOMPARE(amountsOf(linesOf(invoice)), (QList<qint64>{ 3100 }));
        billing.advanceDays(30);
        QVERIFY(billing.subscription(subscription).value(u"schedule"_s).isNull());
        const auto over = billing.get("/v1/subscription_schedules/" + idOf(schedule));
        QCOMPARE(over.value(u"status"_s).toString(), u"released"_s);
        QCOMPARE(billing.status(subscription), u"active"_s);
    }

private:
    std::unique_ptr<sandbox::BillingFixture> m_billing;
};

QTEST_GUILESS_MAIN(ProrationTest)
#include "prorationtest.moc"

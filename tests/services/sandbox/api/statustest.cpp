#include "tests/services/sandbox/api/billingfixture.h"

#include <QTest>

using namespace billhook;
using namespace Qt::StringLiterals;
using sandbox::idOf;
using sandbox::idsOf;

/** Each status a subscription can have, how it gets there and how it leaves. */
class StatusTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_billing = std::make_unique<sandbox::BillingFixture>(); }
    void cleanup() { m_billing.reset(); }

    void testActive_GoodCard_IsPaidAtOnce()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(1400));
        QCOMPARE(subscription.value(u"status"_s).toString(), u"active"_s);
        const auto invoice = billing.latestInvoice(subscription);
        QCOMPARE(invoice.value(u"status"_s).toString(), u"paid"_s);
        QCOMPARE(invoice.value(u"amount_paid"_s).toInteger(), 1400);
        QCOMPARE(invoice.value(u"billing_reason"_s).toString(), u"subscription_create"_s);
        billing.advanceDays(32);
        const auto renewed = billing.latestInvoice(subscription);
        QCOMPARE(renewed.value(u"status"_s).toString(), u"paid"_s);
        QCOMPARE(renewed.value(u"billing_reason"_s).toString(), u"subscription_cycle"_s);
        QCOMPARE(billing.told("invoice.upcoming"), 1);
    }

    void testActive_NoCard_IsRefused()
    {
        auto &billing = *m_billing;
        const auto error = billing.refused("/v1/subscriptions",
            "customer=" + billing.customer() + "&items[0][price]=" + billing.price(1400));
        QVERIFY(error.value(u"message"_s).toString().contains(u"default payment method"_s));
        QCOMPARE(billing.told("customer.subscription.created"), 0);
    }

    void testIncomplete_DeclinedCard_ExpiresAfter23Hours()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_chargeCustomerFail");
        const auto subscription = billing.subscribe(billing.price(1400));
        QCOMPARE(subscription.value(u"status"_s).toString(), u"incomplete"_s);
        billing.advanceTo(billing.now() + 22 * sandbox::hourLength);
        QCOMPARE(billing.status(subscription), u"incomplete"_s);
        billing.advanceTo(billing.now() + sandbox::hourLength);
        QCOMPARE(billing.status(subscription), u"incomplete_expired"_s);
        QCOMPARE(billing.latestInvoice(subscription).value(u"status"_s).toString(), u"void"_s);
    }

    void testIncomplete_PaidInTime_BecomesActive()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_chargeCustomerFail");
        const auto subscription = billing.subscribe(billing.price(1400));
        billing.refused("/v1/subscriptions/" + idOf(subscription), "items[0][quantity]=2");
        const auto good = billing.useCard("pm_card_visa");
        const auto invoice = idOf(billing.latestInvoice(subscription));
        billing.post("/v1/invoices/" + invoice + "/pay", "payment_method=" + good);
        QCOMPARE(billing.status(subscription), u"active"_s);
    }

    void testErrorIfIncomplete_DeclinedCard_MakesNothing()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_chargeCustomerFail");
        const auto error = billing.refused("/v1/subscriptions",
            "customer=" + billing.customer() + "&items[0][price]=" + billing.price(1400)
                + "&payment_behavior=error_if_incomplete",
            402);
        QCOMPARE(error.value(u"type"_s).toString(), u"card_error"_s);
        QCOMPARE(error.value(u"decline_code"_s).toString(), u"generic_decline"_s);
        QVERIFY(idsOf(billing.get("/v1/subscriptions?status=all&customer=" + billing.customer())).isEmpty());
    }

    void testTrialing_WithCard_BecomesActive()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(1400), "trial_period_days=14");
        QCOMPARE(subscription.value(u"status"_s).toString(), u"trialing"_s);
        QCOMPARE(billing.latestInvoice(subscription).value(u"total"_s).toInteger(), 0);
        billing.advanceDays(12);
        QCOMPARE(billing.told("customer.subscription.trial_will_end"), 1);
        billing.advanceDays(3);
        QCOMPARE(billing.status(subscription), u"active"_s);
        QCOMPARE(billing.latestInvoice(subscription).value(u"amount_paid"_s).toInteger(), 1400);
    }

    void testTrialing_WithoutCard_EndsAsTold_data()
    {
        QTest::addColumn<QString>("behavior");
        QTest::addColumn<QString>("status");
        QTest::newRow("cancel") << u"cancel"_s << u"canceled"_s;
        QTest::newRow("pause") << u"pause"_s << u"paused"_s;
        QTest::newRow("invoice") << u"create_invoice"_s << u"past_due"_s;
    }
    void testTrialing_WithoutCard_EndsAsTold()
    {
        QFETCH(QString, behavior);
        QFETCH(QString, status);
        auto &billing = *m_billing;
        const auto subscription = billing.subscribe(billing.price(1400),
            "trial_period_days=7&trial_settings[end_behavior][missing_payment_method]="
                + behavior.toStdString());
        billing.advanceDays(8);
        QCOMPARE(billing.status(subscription), status);
    }

    void testTrialing_EndedEarly_BillsAtOnce()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(1400), "trial_period_days=14");
        billing.advanceDays(3);
        const auto after = billing.post("/v1/subscriptions/" + idOf(subscription), "trial_end=now");
        QCOMPARE(after.value(u"status"_s).toString(), u"active"_s);
        QCOMPARE(after.value(u"billing_cycle_anchor"_s).toInteger(), billing.now());
        QCOMPARE(billing.latestInvoice(subscription).value(u"amount_paid"_s).toInteger(), 1400);
    }

    void testPastDue_RetriesExhausted_EndsAsTheAccountSays_data()
    {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("status");
        QTest::newRow("cancel") << u"cancel"_s << u"canceled"_s;
        QTest::newRow("unpaid") << u"unpaid"_s << u"unpaid"_s;
        QTest::newRow("stay") << u"past_due"_s << u"past_due"_s;
    }
    void testPastDue_RetriesExhausted_EndsAsTheAccountSays()
    {
        QFETCH(QString, setting);
        QFETCH(QString, status);
        auto &billing = *m_billing;
        billing.api().control("billing", { { u"after_retries"_s, setting } });
        const auto subscription = pastDue();
        QCOMPARE(billing.status(subscription), u"past_due"_s);
        QCOMPARE(billing.get("/v1/customers/" + billing.customer()).value(u"delinquent"_s).toBool(), true);
        billing.advanceDays(16);
        QCOMPARE(billing.status(subscription), status);
        const auto invoice = billing.latestInvoice(subscription);
        QCOMPARE(invoice.value(u"attempt_count"_s).toInt(), 4);
        QVERIFY(invoice.value(u"next_payment_attempt"_s).isNull());
        if (status == u"canceled"_s) {
            const auto reason = billing.subscription(subscription).value(u"cancellation_details"_s);
            QCOMPARE(reason[u"reason"_s].toString(), u"payment_failed"_s);
        }
    }

    void testPastDue_Paid_BecomesActive()
    {
        auto &billing = *m_billing;
        const auto subscription = pastDue();
        billing.useCard("pm_card_visa");
        billing.post("/v1/invoices/" + idOf(billing.latestInvoice(subscription)) + "/pay", "");
        QCOMPARE(billing.status(subscription), u"active"_s);
        QCOMPARE(billing.get("/v1/customers/" + billing.customer()).value(u"delinquent"_s).toBool(), false);
    }

    void testUnpaid_NewInvoices_StayDrafts()
    {
        auto &billing = *m_billing;
        billing.api().control("billing", { { u"after_retries"_s, u"unpaid"_s } });
        const auto subscription = pastDue();
        billing.advanceDays(34);
        QCOMPARE(billing.status(subscription), u"unpaid"_s);
        const auto invoice = billing.latestInvoice(subscription);
        QCOMPARE(invoice.value(u"status"_s).toString(), u"draft"_s);
        QCOMPARE(invoice.value(u"auto_advance"_s).toBool(), false);
        billing.useCard("pm_card_visa");
        billing.post("/v1/invoices/" + idOf(invoice) + "/pay", "");
        QCOMPARE(billing.status(subscription), u"active"_s);
    }

    void testPaused_Asked_ResumesOnTheSameSubscription()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(3100));
        billing.advanceDays(10);
        const auto path = "/v1/subscriptions/" + idOf(subscription);
        const auto paused = billing.post(path + "/pause", "");
        QCOMPARE(paused.value(u"status"_s).toString(), u"paused"_s);
        const auto why = paused.value(u"status_details"_s)[u"paused"_s];
        QCOMPARE(why[u"subscription"_s][u"type"_s].toString(), u"pause_requested"_s);
        billing.advanceDays(60);
        QCOMPARE(billing.status(subscription), u"paused"_s);
        const auto resumed = billing.post(path + "/resume", "");
        QCOMPARE(idOf(resumed), idOf(subscription));
        QCOMPARE(resumed.value(u"status"_s).toString(), u"active"_s);
        QVERIFY(!resumed.contains(u"status_details"_s));
        QCOMPARE(billing.latestInvoice(subscription).value(u"total"_s).toInteger(), 3100 - 2100);
        QCOMPARE(billing.told("customer.subscription.paused"), 1);
        QCOMPARE(billing.told("customer.subscription.resumed"), 1);
    }

    void testPauseCollection_Behavior_LeavesTheStatus_data()
    {
        QTest::addColumn<QString>("behavior");
        QTest::addColumn<QString>("invoice");
        QTest::newRow("draft") << u"keep_as_draft"_s << u"draft"_s;
        QTest::newRow("void") << u"void"_s << u"void"_s;
        QTest::newRow("uncollectible") << u"mark_uncollectible"_s << u"uncollectible"_s;
    }
    void testPauseCollection_Behavior_LeavesTheStatus()
    {
        QFETCH(QString, behavior);
        QFETCH(QString, invoice);
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(1400));
        const auto resumes = billing.now() + 40 * sandbox::dayLength;
        billing.post("/v1/subscriptions/" + idOf(subscription),
            "pause_collection[behavior]=" + behavior.toStdString()
                + "&pause_collection[resumes_at]=" + std::to_string(resumes));
        billing.advanceDays(33);
        QCOMPARE(billing.status(subscription), u"active"_s);
        QCOMPARE(billing.latestInvoice(subscription).value(u"status"_s).toString(), invoice);
        billing.advanceDays(30);
        QVERIFY(billing.subscription(subscription).value(u"pause_collection"_s).isNull());
        QCOMPARE(billing.latestInvoice(subscription).value(u"status"_s).toString(), u"paid"_s);
    }

    void testCanceled_AtPeriodEnd_CanBeUndone()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(1400), "billing_mode[type]=classic");
        const auto path = "/v1/subscriptions/" + idOf(subscription);
        const auto asked = billing.now() + 4 * sandbox::dayLength;
        billing.advanceTo(asked);
        const auto leaving
            = billing.post(path, "cancel_at_period_end=true&cancellation_details[feedback]=too_expensive");
        QCOMPARE(leaving.value(u"cancel_at_period_end"_s).toBool(), true);
        QCOMPARE(leaving.value(u"canceled_at"_s).toInteger(), asked);
        const auto kept = billing.post(path, "cancel_at_period_end=false");
        QVERIFY(kept.value(u"cancel_at"_s).isNull());
        QVERIFY(kept.value(u"canceled_at"_s).isNull());
        billing.post(path, "cancel_at_period_end=true");
        billing.advanceDays(30);
        const auto gone = billing.subscription(subscription);
        QCOMPARE(gone.value(u"status"_s).toString(), u"canceled"_s);
        QCOMPARE(gone.value(u"canceled_at"_s).toInteger(), asked);
        QCOMPARE(gone.value(u"ended_at"_s), leaving.value(u"cancel_at"_s));
        QCOMPARE(billing.told("customer.subscription.deleted"), 1);
        billing.refused(path, "items[0][price]=" + billing.price(5));
    }

    void testCanceled_FlexibleAtPeriodEnd_LeavesTheFlagFalse()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(1400));
        QCOMPARE(subscription.value(u"billing_mode"_s)[u"type"_s].toString(), u"flexible"_s);
        const auto leaving
            = billing.post("/v1/subscriptions/" + idOf(subscription), "cancel_at=min_period_end");
        QCOMPARE(leaving.value(u"cancel_at_period_end"_s).toBool(), false);
        const auto end = leaving.value(u"items"_s)[u"data"_s][0][u"current_period_end"_s];
        QCOMPARE(leaving.value(u"cancel_at"_s), end);
        billing.advanceDays(32);
        QCOMPARE(billing.status(subscription), u"canceled"_s);
    }

    void testCanceled_Now_WithProrationOnAnInvoice()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(3100));
        billing.advanceDays(21);
        const auto gone = billing.remove("/v1/subscriptions/" + idOf(subscription)
            + "?prorate=true&invoice_now=true&cancellation_details[comment]=bye");
        QCOMPARE(gone.value(u"status"_s).toString(), u"canceled"_s);
        QCOMPARE(gone.value(u"cancellation_details"_s)[u"comment"_s].toString(), u"bye"_s);
        QCOMPARE(billing.get("/v1/customers/" + billing.customer()).value(u"balance"_s).toInteger(), -1000);
    }

private:
    /** One whose first renewal was refused. */
    QJsonObject pastDue()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        auto subscription = billing.subscribe(billing.price(1400));
        billing.useCard("pm_card_chargeCustomerFail");
        billing.advanceDays(32);
        return subscription;
    }

    std::unique_ptr<sandbox::BillingFixture> m_billing;
};

QTEST_GUILESS_MAIN(StatusTest)
#include "statustest.moc"

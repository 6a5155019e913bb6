#include "tests/services/sandbox/api/billingfixture.h"

#include <QTest>

using namespace billhook;
using namespace Qt::StringLiterals;
using sandbox::idOf;
using sandbox::idsOf;

namespace {

const http::Headers beforeBasil{ { "Stripe-Version", "2024-06-20" } };

} // namespace

/** Invoices from draft to end, what pays them, and how both shapes show them. */
class InvoiceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_billing = std::make_unique<sandbox::BillingFixture>(); }
    void cleanup() { m_billing.reset(); }

    void testOneOff_ItemsAndDiscount_AddUp()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        billing.post("/v1/coupons", "id=TENTH&percent_off=10&duration=once");
        const auto customer = "customer=" + billing.customer();
        billing.post("/v1/invoiceitems", customer + "&amount=1005&currency=usd&description=Setup");
        billing.post("/v1/invoiceitems", customer + "&amount=-200&currency=usd&description=Thanks");
        const auto draft = billing.post(
            "/v1/invoices", customer + "&pending_invoice_items_behavior=include&discounts[0][coupon]=TENTH");
        QCOMPARE(draft.value(u"status"_s).toString(), u"draft"_s);
        QCOMPARE(draft.value(u"subtotal"_s).toInteger(), 805);
        QCOMPARE(
            draft.value(u"total"_s).toInteger(), 704); // 10 % of 1005, rounded half away from zero, is 101
        const auto path = "/v1/invoices/" + idOf(draft);
        const auto open = billing.post(path + "/finalize", "auto_advance=false");
        QCOMPARE(open.value(u"status"_s).toString(), u"open"_s);
        QVERIFY(open.value(u"number"_s).toString().endsWith(u"-0001"_s));
        QVERIFY(open.value(u"invoice_pdf"_s).toString().endsWith(u"/pdf"_s));
        billing.refused("/v1/invoiceitems", customer + "&amount=1&currency=usd&invoice=" + idOf(draft));
        const auto paid = billing.post(path + "/pay", "");
        QCOMPARE(paid.value(u"status"_s).toString(), u"paid"_s);
        QCOMPARE(paid.value(u"amount_remaining"_s).toInteger(), 0);
        QCOMPARE(billing.told("invoice.paid"), 1);
        QCOMPARE(billing.told("invoice.payment_succeeded"), 1);
        billing.refused(path + "/void", "");
    }

    void testUncollectible_PaidAfterAll()
    {
        auto &billing = *m_billing;
        const auto path = "/v1/invoices/" + openInvoice(500);
        billing.post(path + "/mark_uncollectible", "");
        QCOMPARE(billing.get(path).value(u"status"_s).toString(), u"uncollectible"_s);
        billing.useCard("pm_card_visa");
        const auto paid = billing.post(path + "/pay", "");
        QCOMPARE(paid.value(u"status"_s).toString(), u"paid"_s);
        const auto transitions = paid.value(u"status_transitions"_s);
        QVERIFY(transitions[u"marked_uncollectible_at"_s].isDouble());
        QVERIFY(transitions[u"paid_at"_s].isDouble());
    }

    void testVoid_IsTheEnd()
    {
        auto &billing = *m_billing;
        const auto path = "/v1/invoices/" + openInvoice(500);
        QCOMPARE(billing.post(path + "/void", "").value(u"status"_s).toString(), u"void"_s);
        billing.refused(path + "/pay", "");
        QCOMPARE(billing.told("invoice.voided"), 1);
        QCOMPARE(billing.told("payment_intent.canceled"), 1);
    }

    void testOutOfBand_IsPaidWithoutAPayment()
    {
        auto &billing = *m_billing;
        const auto path = "/v1/invoices/" + openInvoice(500);
        QCOMPARE(
            billing.post(path + "/pay", "paid_out_of_band=true").value(u"status"_s).toString(), u"paid"_s);
        QCOMPARE(billing.told("invoice.paid"), 1);
        QCOMPARE(billing.told("invoice.payment_succeeded"), 0);
        const auto old = sandbox::bodyOf(billing.api().send("GET", path, "", beforeBasil));
        QCOMPARE(old.value(u"paid_out_of_band"_s).toBool(), true);
    }

    void testDeclined_IsTold_AndTheAttemptKept()
    {
        auto &billing = *m_billing;
        const auto path = "/v1/invoices/" + openInvoice(500);
        billing.useCard("pm_card_chargeCustomerFail");
        const auto error = billing.refused(path + "/pay", "", 402);
        QCOMPARE(error.value(u"code"_s).toString(), u"card_declined"_s);
        QCOMPARE(billing.get(path).value(u"attempt_count"_s).toInt(), 1);
        QCOMPARE(billing.told("charge.failed"), 1);
        QCOMPARE(billing.told("invoice.payment_failed"), 1);
    }

    void testAttach_DecliningCard_IsRefused()
    {
        auto &billing = *m_billing;
        const auto error
            = billing.refused("/v1/payment_methods/pm_card_visa_chargeDeclinedInsufficientFunds/attach",
                "customer=" + billing.customer(), 402);
        QCOMPARE(error.value(u"decline_code"_s).toString(), u"insufficient_funds"_s);
        const auto wrong = billing.refused("/v1/payment_methods",
            "type=card&card[number]=4242424242424241&card[exp_month]=1&card[exp_year]=2030", 402);
        QCOMPARE(wrong.value(u"code"_s).toString(), u"incorrect_number"_s);
    }

    void testBalance_Credit_IsUsedFirst()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        billing.post("/v1/customers/" + billing.customer() + "/balance_transactions",
            "amount=-400&currency=usd&description=Sorry");
        const auto subscription = billing.subscribe(billing.price(1000));
        const auto invoice = billing.latestInvoice(subscription);
        QCOMPARE(invoice.value(u"total"_s).toInteger(), 1000);
        QCOMPARE(invoice.value(u"amount_due"_s).toInteger(), 600);
        QCOMPARE(invoice.value(u"starting_balance"_s).toInteger(), -400);
        QCOMPARE(invoice.value(u"ending_balance"_s).toInteger(), 0);
        const auto entries = billing.get("/v1/customers/" + billing.customer() + "/balance_transactions");
        QCOMPARE(entries.value(u"data"_s)[0][u"type"_s].toString(), u"applied_to_invoice"_s);
        QCOMPARE(entries.value(u"data"_s)[0][u"amount"_s].toInteger(), 400);
    }

    void testRefund_InTwoParts_AndNoMore()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        billing.subscribe(billing.price(1000));
        const auto charge
            = idsOf(billing.get("/v1/charges?customer=" + billing.customer())).first().toStdString();
        billing.post("/v1/refunds", "charge=" + charge + "&amount=300");
        billing.refused("/v1/refunds", "charge=" + charge + "&amount=701");
        billing.post("/v1/refunds", "charge=" + charge);
        const auto after = billing.get("/v1/charges/" + charge + "?expand[]=refunds");
        QCOMPARE(after.value(u"refunded"_s).toBool(), true);
        QCOMPARE(after.value(u"refunds"_s)[u"data"_s].toArray().size(), 2);
        QCOMPARE(billing.told("charge.refunded"), 2);
        QCOMPARE(billing.refused("/v1/refunds", "charge=" + charge).value(u"code"_s).toString(),
            u"charge_already_refunded"_s);
    }

    void testAuthentication_AskedAndDone()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_authenticationRequired");
        const auto subscription = billing.subscribe(billing.price(1400));
        QCOMPARE(subscription.value(u"status"_s).toString(), u"incomplete"_s);
        QCOMPARE(billing.told("invoice.payment_action_required"), 1);
        const auto path = "/v1/invoices/" + idOf(billing.latestInvoice(subscription))
            + "?expand[]=payments.data.payment.payment_intent";
        const auto intent
            = billing.get(path).value(u"payments"_s)[u"data"_s][0][u"payment"_s][u"payment_intent"_s];
        QCOMPARE(intent[u"status"_s].toString(), u"requires_action"_s);
        const auto page = intent[u"next_action"_s][u"redirect_to_url"_s][u"url"_s].toString();
        const auto place = page.mid(page.indexOf(u"/pages/"_s)).toStdString();
        QCOMPARE(billing.api().send("GET", place).response.status, 200);
        QCOMPARE(billing.api().send("POST", place, "answer=yes").response.status, 200);
        QCOMPARE(billing.status(subscription), u"active"_s);
    }

    void testSetUpCard_IsNotAskedAgain()
    {
        auto &billing = *m_billing;
        const auto intent = billing.post("/v1/setup_intents",
            "customer=" + billing.customer()
                + "&payment_method=pm_card_authenticationRequiredOnSetup&confirm=true");
        QCOMPARE(intent.value(u"status"_s).toString(), u"succeeded"_s);
        const auto subscription = billing.subscribe(billing.price(1400),
            "default_payment_method=" + intent.value(u"payment_method"_s).toString().toStdString());
        QCOMPARE(subscription.value(u"status"_s).toString(), u"active"_s);
    }

    void testPendingUpdate_WaitsForThePayment()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(3100));
        billing.advanceDays(10);
        billing.useCard("pm_card_chargeCustomerFail");
        const auto path = "/v1/subscriptions/" + idOf(subscription);
        const auto change = "items[0][id]=" + billing.itemOf(subscription)
            + "&items[0][price]=" + billing.price(6200)
            + "&proration_behavior=always_invoice&payment_behavior=pending_if_incomplete";
        const auto waiting = billing.post(path, change);
        QVERIFY(waiting.value(u"pending_update"_s).isObject());
        QCOMPARE(waiting.value(u"status"_s).toString(), u"active"_s);
        QCOMPARE(waiting.value(u"items"_s)[u"data"_s][0][u"price"_s][u"unit_amount"_s].toInteger(), 3100);
        billing.useCard("pm_card_visa");
        billing.post("/v1/invoices/" + idOf(billing.latestInvoice(subscription)) + "/pay", "");
        const auto after = billing.subscription(subscription);
        QVERIFY(after.value(u"pending_update"_s).isNull());
        QCOMPARE(after.value(u"items"_s)[u"data"_s][0][u"price"_s][u"unit_amount"_s].toInteger(), 6200);
        QCOMPARE(billing.told("customer.subscription.pending_update_applied"), 1);
    }

    void testSendInvoice_Late_IsOverdue()
    {
        auto &billing = *m_billing;
        const auto subscription
            = billing.subscribe(billing.price(1400), "collection_method=send_invoice&days_until_due=5");
        QCOMPARE(subscription.value(u"status"_s).toString(), u"active"_s);
        billing.advanceDays(7);
        QCOMPARE(billing.status(subscription), u"past_due"_s);
        QCOMPARE(billing.told("invoice.overdue"), 1);
    }

    void testShapes_OldAndNew_HoldTheirOwnFields()
    {
        auto &billing = *m_billing;
        billing.useCard("pm_card_visa");
        const auto subscription = billing.subscribe(billing.price(1400));
        const auto path = "/v1/invoices/" + idOf(billing.latestInvoice(subscription));
        const auto old = sandbox::bodyOf(
            billing.api().send("GET", path + "?expand[]=payment_intent&expand[]=charge", "", beforeBasil));
        QCOMPARE(old.value(u"subscription"_s).toString().toStdString(), idOf(subscription));
        QCOMPARE(old.value(u"payment_intent"_s)[u"object"_s].toString(), u"payment_intent"_s);
        QCOMPARE(old.value(u"charge"_s)[u"paid"_s].toBool(), true);
        QCOMPARE(old.value(u"lines"_s)[u"data"_s][0][u"price"_s][u"unit_amount"_s].toInteger(), 1400);
        QVERIFY(!old.contains(u"parent"_s));
        const auto current = billing.get(path);
        QVERIFY(!current.contains(u"subscription"_s) && !current.contains(u"paid"_s));
        QVERIFY(!current.contains(u"payments"_s) && !current.contains(u"confirmation_secret"_s));
        const auto details = current.value(u"parent"_s)[u"subscription_details"_s];
        QCOMPARE(details[u"subscription"_s].toString().toStdString(), idOf(subscription));
        const auto older = sandbox::bodyOf(
            billing.api().send("GET", "/v1/subscriptions/" + idOf(subscription), "", beforeBasil));
        QVERIFY(older.value(u"current_period_end"_s).isDouble());
        QVERIFY(!older.value(u"items"_s)[u"data"_s][0].toObject().contains(u"current_period_end"_s));
        for (const auto &name : current.keys() + older.keys()) {
            QVERIFY2(!name.startsWith(u'_'), qPrintable(name));
        }
    }

    void testCheckout_Completed_Subscribes()
    {
        auto &billing = *m_billing;
        const auto session = billing.post("/v1/checkout/sessions",
            "mode=subscription&customer=" + billing.customer() + "&line_items[0][price]="
                + billing.price(1400) + "&line_items[0][quantity]=2&success_url=http://127.0.0.1/done");
        const auto url = session.value(u"url"_s).toString();
        const auto place = url.mid(url.indexOf(u"/pages/"_s)).toStdString();
        QCOMPARE(billing.api().send("GET", place).response.status, 200);
        QCOMPARE(billing.api().send("POST", place, "number=4000000000000002").response.status, 400);
        QCOMPARE(billing.api().send("POST", place, "number=4242424242424242").response.status, 303);
        const auto done = billing.get("/v1/checkout/sessions/" + idOf(session) + "?expand[]=subscription");
        QCOMPARE(done.value(u"status"_s).toString(), u"complete"_s);
        QCOMPARE(done.value(u"subscription"_s)[u"status"_s].toString(), u"active"_s);
        const auto portal = billing.post("/v1/billing_portal/sessions", "customer=" + billing.customer());
        const auto door = portal.value(u"url"_s).toString();
        const auto gate = door.mid(door.indexOf(u"/pages/"_s)).toStdString();
        const auto id = done.value(u"subscription"_s)[u"id"_s].toString().toStdString();
        QCOMPARE(billing.api().send("POST", gate, "cancel=" + id).response.status, 200);
        QVERIFY(billing.get("/v1/subscriptions/" + id).value(u"cancel_at"_s).isDouble());
    }

private:
    std::string openInvoice(int amount)
    {
        auto &billing = *m_billing;
        const auto customer = "customer=" + billing.customer();
        billing.post("/v1/invoiceitems", customer + "&amount=" + std::to_string(amount) + "&currency=usd");
        const auto draft = billing.post("/v1/invoices", customer + "&pending_invoice_items_behavior=include");
        return idOf(billing.post("/v1/invoices/" + idOf(draft) + "/finalize", ""));
    }

    std::unique_ptr<sandbox::BillingFixture> m_billing;
};

QTEST_GUILESS_MAIN(InvoiceTest)
#include "invoicetest.moc"

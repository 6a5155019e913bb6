#include "services/observability/log.h"
#include "services/stripeclient/accounts.h"
#include "services/stripeclient/client.h"
#include "services/stripeclient/coupons.h"
#include "services/stripeclient/customers.h"
#include "services/stripeclient/events.h"
#include "services/stripeclient/invoices.h"
#include "services/stripeclient/prices.h"
#include "services/stripeclient/products.h"
#include "services/stripeclient/subscriptions.h"
#include "tests/services/stripeclient/scriptedserver.h"

#include <QProcess>
#include <QTest>

#include <vector>

using billhook::domain::Currency;
using billhook::domain::Money;
using billhook::domain::parseDecimal;
using billhook::observability::Log;
using billhook::observability::LogLevel;
using billhook::tests::RecordedRequest;
using billhook::tests::ScriptedServer;
using namespace billhook::stripeclient;

namespace {

struct NamedCall
{
    QByteArray name;
    Request request;
};

Money usd(std::int64_t minor)
{
    return { minor, *Currency::fromCode("USD") };
}

std::vector<NamedCall> productCalls()
{
    ProductFields made;
    made.name = "Caf\xc3\xa9 & (Co)! *'~ +/:@ ][%";
    made.description = "";
    made.active = true;
    made.metadata = { { "a b", "1" }, { "k[x]", "2" }, { "billhook_step", "b2f1" }, { "gone", "" } };
    ProductFields renamed;
    renamed.name = "Team \"plus\"\n\xe6\x97\xa5\xe6\x9c\xac";
    ProductFields cleared;
    cleared.description = "";
    ProductFields priced;
    priced.defaultPrice = "price_2";
    ProductFields archived;
    archived.active = false;
    return { { "create a product", createProduct(made, "key") },
        { "rename a product", updateProduct("prod_1", renamed, "key") },
        { "clear a description", updateProduct("prod_1", cleared, "key") },
        { "set the default price", updateProduct("prod_/x y", priced, "key") },
        { "archive a product", updateProduct("prod_1", archived, "key") },
        { "retrieve a product", retrieveProduct("prod_1") },
        { "list products", listProducts({ true, 1'764'547'200, 100 }) } };
}

std::vector<NamedCall> priceCalls()
{
    NewPrice made{ "prod_1", usd(1'003'800), "month", 3 };
    made.nickname = "Quarterly";
    made.lookupKey = "team";
    made.transferLookupKey = true;
    made.metadata = { { "billhook_step", "b2f2" } };
    PriceChange archived;
    archived.active = false;
    PriceChange moved;
    moved.lookupKey = "team";
    moved.transferLookupKey = true;
    return { { "create a price", createPrice(made, "key") },
        { "archive a price", updatePrice("price_1", archived, "key") },
        { "move a lookup key", updatePrice("price_1", moved, "key") },
        { "retrieve a price", retrievePrice("price_1") },
        { "list prices", listPrices({ "prod_1", true, { "team", "solo" }, {}, 2 }) } };
}

std::vector<NamedCall> otherCalls()
{
    NewCoupon percent{ *parseDecimal("12.50"), "repeating", 3, "WINTER", "Winter" };
    NewCoupon amount{ Money(500, *Currency::fromCode("JPY")), "once" };
    CouponChange renamed;
    renamed.name = "Spring";
    renamed.metadata = { { "x", "" } };
    return { { "create a percentage coupon", createCoupon(percent, "key") },
        { "create an amount coupon", createCoupon(amount, "key") },
        { "rename a coupon", updateCoupon("c 1", renamed, "key") },
        { "delete a coupon", deleteCoupon("c 1") }, { "retrieve a coupon", retrieveCoupon("WINTER") },
        { "list coupons", listCoupons() },
        { "list events", listEvents({ { "price.created", "product.*" }, 1'764'547'200, "evt_1", 100 }) },
        { "retrieve an event", retrieveEvent("evt_1") }, { "retrieve the account", retrieveAccount() } };
}

std::vector<NamedCall> customerCalls()
{
    CustomerFields made;
    made.name = "Ada & S\xc3\xb6hne";
    made.email = "ada+billing@example.com";
    made.phone = "";
    made.metadata = { { "plan", "team" } };
    CustomerFields paying;
    paying.defaultPaymentMethod = "pm_1";
    return { { "create a customer", createCustomer(made, "key") },
        { "set the default payment method", updateCustomer("cus_1", paying, "key") },
        { "delete a customer", deleteCustomer("cus_1") },
        { "retrieve a customer", retrieveCustomer("cus_1") },
        { "list customers", listCustomers({ "ada+billing@example.com", 1'764'547'200, 100 }) },
        { "adjust a balance", adjustBalance("cus_1", usd(-400), "Sorry", "key") },
        { "list payment methods", listPaymentMethods("cus_1") },
        { "attach a payment method", attachPaymentMethod("pm_1", "cus_1", "key") },
        { "detach a payment method", detachPaymentMethod("pm_1", "key") } };
}

SubscriptionChange planChange()
{
    SubscriptionChange change;
    change.items = { { "si_1", "price_2", 5 }, { "si_2", {}, {}, true } };
    change.prorationBehavior = "always_invoice";
    change.prorationDate = 1'764'547'200;
    change.paymentBehavior = "pending_if_incomplete";
    return change;
}

std::vector<NamedCall> changeCalls()
{
    NewSubscription made{ "cus_1", { { {}, "price_1", 3 }, { {}, "price_m" } } };
    made.defaultPaymentMethod = "pm_1";
    made.coupon = "WINTER";
    made.trialDays = 14;
    made.paymentBehavior = "error_if_incomplete";
    made.metadata = { { "billhook_step", "b" } };
    SubscriptionChange leaving;
    leaving.cancelAtPeriodEnd = true;
    leaving.feedback = "too_expensive";
    leaving.comment = "it's dear";
    SubscriptionChange staying;
    staying.cancelAt = "";
    SubscriptionChange pausing;
    pausing.pauseCollection = "void";
    pausing.pauseResumesAt = 1'764'547'200;
    SubscriptionChange ending;
    ending.coupon = "";
    ending.pauseCollection = "";
    return { { "create a subscription", createSubscription(made, "key") },
        { "change a plan", updateSubscription("sub_1", planChange(), "key") },
        { "cancel at the end of the period", updateSubscription("sub_1", leaving, "key") },
        { "undo a cancellation", updateSubscription("sub_1", staying, "key") },
        { "pause collection", updateSubscription("sub_1", pausing, "key") },
        { "end a pause of collection and the discounts", updateSubscription("sub_1", ending, "key") } };
}

std::vector<NamedCall> subscriptionCalls()
{
    Cancellation cancellation{ true, true };
    cancellation.feedback = "unused";
    SubscriptionChange previewed;
    previewed.items = { { "si_1", "price_2" } };
    previewed.prorationBehavior = "always_invoice";
    previewed.prorationDate = 1'764'547'200;
    const std::vector<SchedulePhase> phases{ { "price_1", 1, 1'764'547'200, 1'767'225'600 },
        { "price_2", 4 } };
    return { { "cancel at once", cancelSubscription("sub_1", cancellation) },
        { "pause a subscription", pauseSubscription("sub_1", "key") },
        { "resume a subscription", resumeSubscription("sub_1", "unchanged", "key") },
        { "retrieve a subscription", retrieveSubscription("sub_1") },
        { "list subscriptions", listSubscriptions({ "cus_1", "price_1" }) },
        { "preview a change", previewChange("sub_1", previewed, "key") },
        { "schedule a subscription", scheduleFromSubscription("sub_1", "key") },
        { "change at renewal", updateSchedule("sub_sched_1", phases, "key") },
        { "release a schedule", releaseSchedule("sub_sched_1", "key") },
        { "create a portal session", createPortalSession("cus_1", "https://x.example/a?b=c", "key") } };
}

std::vector<NamedCall> invoiceCalls()
{
    InvoicePaymentChoice elsewhere;
    elsewhere.outOfBand = true;
    return { { "list invoices", listInvoices({ "cus_1", "sub_1", "open", 1'764'547'200, 100 }) },
        { "retrieve an invoice", retrieveInvoice("in_1") },
        { "finalize an invoice", finalizeInvoice("in_1", "key") },
        { "pay an invoice", payInvoice("in_1", { "pm_1" }, "key") },
        { "pay an invoice elsewhere", payInvoice("in_1", elsewhere, "key") },
        { "void an invoice", voidInvoice("in_1", "key") },
        { "give an invoice up", markInvoiceUncollectible("in_1", "key") },
        { "refund a charge", createRefund({ "ch_1", 300, "duplicate", { { "why", "x" } } }, "key") } };
}

std::vector<NamedCall> allCalls()
{
    std::vector<NamedCall> calls = productCalls();
    for (const auto &more :
        { priceCalls(), otherCalls(), customerCalls(), changeCalls(), subscriptionCalls(), invoiceCalls() }) {
        calls.insert(calls.end(), more.begin(), more.end());
    }
    return calls;
}

/** What both clients must agree on. Of the idempotency key, which is the caller's, only that there is one. */
QByteArray wireForm(const RecordedRequest &request)
{
    QByteArray form = request.method + " " + request.target + "\n" + request.body + "\n";
    for (const char *name :
        { "accept", "authorization", "content-length", "content-type", "stripe-version" }) {
        form += QByteArray(name) + ": " + request.headers.value(name, "(none)") + "\n";
    }
    return form + "idempotency-key: " + (request.headers.contains("idempotency-key") ? "yes" : "no");
}

} // namespace

/** The wire form of each of our calls is that of the official Node client. */
class WireFormTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testCall_LooksLikeTheOfficialClients_data();
    void testCall_LooksLikeTheOfficialClients();

private:
    QList<QByteArray> m_names;
    QList<RecordedRequest> m_official;
};

void WireFormTest::initTestCase()
{
    ScriptedServer server({});
    QProcess node;
    node.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const QString folder = QStringLiteral(BILLHOOK_INTEROP_FOLDER);
    node.start(folder + QStringLiteral("/node"),
        { QStringLiteral(BILLHOOK_INTEROP_SOURCE "/wireforms.mjs"), folder,
            QString::number(server.url().port()) });
    QVERIFY(node.waitForFinished(60'000));
    QCOMPARE(node.exitCode(), 0);
    m_names = node.readAllStandardOutput().trimmed().split('\n');
    m_official = server.requests();
    QCOMPARE(m_official.size(), m_names.size());
}

void WireFormTest::testCall_LooksLikeTheOfficialClients_data()
{
    QTest::addColumn<int>("index");
    const auto calls = allCalls();
    QCOMPARE(static_cast<qsizetype>(calls.size()), m_names.size());
    for (std::size_t index = 0; index < calls.size(); ++index) {
        QTest::newRow(calls[index].name.constData()) << static_cast<int>(index);
    }
}

void WireFormTest::testCall_LooksLikeTheOfficialClients()
{
    QFETCH(const int, index);
    const NamedCall call = allCalls().at(static_cast<std::size_t>(index));
    QCOMPARE(call.name, m_names.at(index));
    ScriptedServer server({});
    Log log(LogLevel::Error);
    ClientOptions options;
    options.apiBase = server.url();
    options.secretKey = "sk_test_scripted";
    auto client = *Client::create(options, log);
    QVERIFY(client->call(call.request).has_value());
    QCOMPARE(wireForm(server.requests().value(0)), wireForm(m_official.at(index)));
}

QTEST_GUILESS_MAIN(WireFormTest)
#include "wireformtest.moc"

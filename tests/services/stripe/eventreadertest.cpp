#include "services/stripe/eventreader.h"

#include "services/stripe/canonicaljson.h"

#include <QTest>

#include <string>

using namespace billhook;
using namespace billhook::stripe;
using domain::FactKind;
using domain::ObjectKind;
using domain::Phase;

Q_DECLARE_METATYPE(domain::Phase)
Q_DECLARE_METATYPE(domain::FactKind)

/** Raw events of both shapes become the same facts. */
class EventReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRead_IsTheSame_ForBothShapes();
    void testRead_TellsPhaseAndKind_data();
    void testRead_TellsPhaseAndKind();
    void testRead_Knows_WhatIsOnlyStored_data();
    void testRead_Knows_WhatIsOnlyStored();
    void testRead_Refuses_WhatCannotBeProjected_data();
    void testRead_Refuses_WhatCannotBeProjected();
    void testRead_ReadsInvoices_OfBothShapes();
    void testRead_ReadsPaymentFailures_Alike();
    void testRead_FindsPreviousValues();
    void testRead_KeepsDiscountsAndCoupons_MetInside();

private:
    EventReader m_reader;
};

namespace {

std::string eventText(
    const std::string &type, const std::string &object, const std::string &previous = "null")
{
    return R"({"id":"evt_1","object":"event","type":")" + type
        + R"(","created":1700000100,"request":{"id":"req_1"},"data":{"object":)" + object
        + R"(,"previous_attributes":)" + previous + "}}";
}

const std::string oldSubscription
    = R"({"id":"sub_1","object":"subscription","customer":{"id":"cus_1","object":"customer"},"status":"active",)"
      R"("created":1700000000,"current_period_start":1700000000,"current_period_end":1702592000,)"
      R"("discount":{"id":"di_1","object":"discount","coupon":{"id":"C","duration":"forever","percent_off":12.50},"start":1700000000,"customer":"cus_1","subscription":"sub_1"},)"
      R"("items":{"data":[{"id":"si_2","quantity":1,"plan":{"id":"p2","amount":500,"amount_decimal":"500.0","currency":"usd","interval":"month","interval_count":1,"product":"prod","usage_type":"licensed"}},)"
      R"({"id":"si_1","quantity":2,"plan":{"id":"p1","amount":1000,"currency":"usd","interval":"year","interval_count":1,"product":{"id":"prod"},"usage_type":"licensed"}}]},)"
      R"("metadata":{"a":"b"},"plan":null,"quantity":null,"trial_end":null})";

const std::string newSubscription
    = R"({"id":"sub_1","object":"subscription","customer":"cus_1","status":"active","currency":"usd","created":1700000000,)"
      R"("discounts":["di_1"],"items":{"data":[)"
      R"({"id":"si_1","quantity":2,"current_period_start":1700000000,"current_period_end":1702592000,"price":{"id":"p1","unit_amount":1000,"unit_amount_decimal":"1000","currency":"usd","product":"prod","recurring":{"interval":"year","interval_count":1,"usage_type":"licensed"}}},)"
      R"({"id":"si_2","quantity":1,"current_period_start":1700000000,"current_period_end":1702592000,"price":{"id":"p2","unit_amount":500,"currency":"usd","product":"prod","recurring":{"interval":"month","interval_count":1,"usage_type":"licensed"}}}]},)"
      R"("metadata":{"a":"b"}})";

} // namespace

void EventReaderTest::testRead_IsTheSame_ForBothShapes()
{
    const auto old = m_reader.read("evt_1", eventText("customer.subscription.updated", oldSubscription));
    QVERIFY2(old, old ? "" : old.error().message.c_str());
    const auto oldText = QByteArray::fromStdString(stateText(old->facts.front().post));
    const auto modern = m_reader.read("evt_1", eventText("customer.subscription.updated", newSubscription));
    QVERIFY2(modern, modern ? "" : modern.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(stateText(modern->facts.front().post)), oldText);
    QCOMPARE(modern->facts.front().customerId, old->facts.front().customerId);
    QCOMPARE(modern->facts.front().post.raw("current_period_end"), std::string_view("1702592000"));
}

void EventReaderTest::testRead_TellsPhaseAndKind_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<FactKind>("kind");
    const auto row = [](const char *type, const char *status, Phase phase, FactKind kind) {
        QTest::newRow(qPrintable(QString::fromLatin1(type) + QChar(u' ') + QString::fromLatin1(status)))
            << QByteArray(type) << QByteArray(status) << phase << kind;
    };
    row("customer.subscription.created", "active", Phase::Birth, FactKind::Created);
    row("customer.subscription.updated", "incomplete", Phase::Early, FactKind::Updated);
    row("customer.subscription.updated", "past_due", Phase::Living, FactKind::Updated);
    row("customer.subscription.updated", "canceled", Phase::Terminal, FactKind::Updated);
    row("customer.subscription.updated", "incomplete_expired", Phase::Terminal, FactKind::Updated);
    row("customer.subscription.deleted", "canceled", Phase::Terminal, FactKind::Deleted);
    row("customer.subscription.trial_will_end", "trialing", Phase::Living, FactKind::Witness);
    row("customer.subscription.paused", "paused", Phase::Living, FactKind::Witness);
    row("customer.subscription.resumed", "active", Phase::Living, FactKind::Witness);
    row("customer.subscription.pending_update_applied", "active", Phase::Living, FactKind::Witness);
    row("invoice.created", "draft", Phase::Birth, FactKind::Created);
    row("invoice.updated", "draft", Phase::Early, FactKind::Updated);
    row("invoice.finalized", "open", Phase::Living, FactKind::Witness);
    row("invoice.payment_failed", "open", Phase::Living, FactKind::Witness);
    row("invoice.marked_uncollectible", "uncollectible", Phase::Late, FactKind::Witness);
    row("invoice.paid", "paid", Phase::Terminal, FactKind::Witness);
    row("invoice.voided", "void", Phase::Terminal, FactKind::Witness);
    row("invoice.deleted", "draft", Phase::Terminal, FactKind::Deleted);
}

void EventReaderTest::testRead_TellsPhaseAndKind()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, status);
    QFETCH(Phase, phase);
    QFETCH(FactKind, kind);
    const auto object
        = R"({"id":"x_1","customer":"cus_1","items":{"data":[]},"status":")" + status.toStdString() + R"("})";
    const auto read = m_reader.read("evt_1", eventText(type.toStdString(), object));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(read->facts.size(), std::size_t(1));
    QCOMPARE(read->facts.front().phase, phase);
    QCOMPARE(read->facts.front().kind, kind);
}

void EventReaderTest::testRead_Knows_WhatIsOnlyStored_data()
{
    QTest::addColumn<QByteArray>("type");
    for (const char *type : { "invoice.upcoming", "customer.source.created", "customer.tax_id.created",
             "charge.succeeded", "payment_intent.succeeded", "plan.created", "invoiceitem.created",
             "invoice_payment.paid", "radar.early_fraud", "payment_method.new_kind", "" }) {
        QTest::newRow(type) << QByteArray(type);
    }
}

void EventReaderTest::testRead_Knows_WhatIsOnlyStored()
{
    QFETCH(QByteArray, type);
    const auto read = m_reader.read("evt_1", eventText(type.toStdString(), R"({"object":"whatever"})"));
    QVERIFY(read);
    QVERIFY(read->facts.empty());
}

void EventReaderTest::testRead_Refuses_WhatCannotBeProjected_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("object");
    const auto row = [](const char *name, const char *type, const char *object) {
        QTest::newRow(name) << QByteArray(type) << QByteArray(object);
    };
    row("no object", "customer.updated", "null");
    row("no id", "customer.updated", R"({"object":"customer"})");
    row("id of a wrong type", "customer.updated", R"({"id":7})");
    row("another object", "customer.updated", R"({"id":"x","object":"invoice"})");
    row("amount as text", "invoice.paid", R"({"id":"in_1","amount_due":"12"})");
    row("amount with a fraction", "invoice.paid", R"({"id":"in_1","amount_due":12.5})");
    row("amount beyond 64 bits", "invoice.paid", R"({"id":"in_1","amount_due":92233720368547758070})");
    row("time beyond year 9999", "customer.created", R"({"id":"cus_1","created":253402300800})");
    row("no customer", "customer.subscription.created",
        R"({"id":"sub_1","status":"active","items":{"data":[]}})");
    row("no items", "customer.subscription.created",
        R"({"id":"sub_1","customer":"cus_1","status":"active"})");
    row("item without price", "customer.subscription.created",
        R"({"id":"sub_1","customer":"cus_1","status":"active","items":{"data":[{"id":"si_1"}]}})");
}

void EventReaderTest::testRead_Refuses_WhatCannotBeProjected()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, object);
    const auto read = m_reader.read("evt_1", eventText(type.toStdString(), object.toStdString()));
    QVERIFY(!read);
    QVERIFY(read.error().code.starts_with("unreadable"));
}

void EventReaderTest::testRead_ReadsInvoices_OfBothShapes()
{
    const std::string rest = R"("id":"in_1","customer":"cus_1","status":"open","amount_due":100})";
    const auto old = m_reader.read(
        "evt_1", eventText("invoice.created", R"({"subscription":"sub_1","payment_intent":"pi_1",)" + rest));
    QVERIFY(old);
    const auto oldPost = old->facts.front().post;
    const auto modern = m_reader.read("evt_1",
        eventText("invoice.created",
            R"({"parent":{"subscription_details":{"subscription":{"id":"sub_1"}}},)" + rest));
    QVERIFY(modern);
    QVERIFY(modern->facts.front().post == oldPost);
    QCOMPARE(old->paymentIntent.value_or(""), std::string("pi_1"));
}

void EventReaderTest::testRead_ReadsPaymentFailures_Alike()
{
    const auto charge = m_reader.read("evt_1",
        eventText("charge.failed",
            R"({"id":"ch_1","object":"charge","payment_intent":"pi_1","amount":5,"currency":"usd",)"
            R"("customer":"cus_1","failure_code":"card_declined","outcome":{"reason":"lost_card"}})"));
    QVERIFY(charge);
    const auto first = charge->facts.front();
    const auto intent = m_reader.read("evt_2",
        eventText("payment_intent.payment_failed",
            R"({"id":"pi_1","object":"payment_intent","amount":5,"currency":"usd",)"
            R"("customer":"cus_1","last_payment_error":{"code":"card_declined","decline_code":"lost_card"}})"));
    QVERIFY(intent);
    QCOMPARE(intent->facts.front().objectId, first.objectId);
    QVERIFY(intent->facts.front().post == first.post);
}

void EventReaderTest::testRead_FindsPreviousValues()
{
    const auto read = m_reader.read("evt_1",
        eventText("customer.subscription.updated", newSubscription,
            R"({"status":"trialing","metadata":{"a":null,"z":"1"},"items":{"data":[{"id":"si_1","quantity":9,"current_period_start":1690000000},{"id":"si_2"}]}})"));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    const auto &fact = read->facts.front();
    QVERIFY(fact.pre);
    QCOMPARE(fact.pre->raw("status"), std::string_view("\"trialing\""));
    QCOMPARE(fact.pre->raw("metadata"), std::string_view(R"({"z":"1"})"));
    QCOMPARE(fact.pre->raw("current_period_start"), std::string_view("1690000000"));
    QVERIFY(fact.pre->raw("items").find(R"("quantity":9)") != std::string_view::npos);
    QCOMPARE(
        fact.listed, (std::vector<std::string>{ "current_period_start", "items", "metadata", "status" }));
}

void EventReaderTest::testRead_KeepsDiscountsAndCoupons_MetInside()
{
    const auto read = m_reader.read("evt_1", eventText("customer.subscription.updated", oldSubscription));
    QVERIFY(read);
    QCOMPARE(read->facts.size(), std::size_t(2));
    QCOMPARE(read->facts.back().objectKind, ObjectKind::Discount);
    QCOMPARE(read->facts.back().kind, FactKind::Witness);
    QCOMPARE(read->coupons.size(), std::size_t(1));
    QCOMPARE(read->coupons.front().terms.raw("percent_off"), std::string_view("\"12.5\""));
    const auto again = m_reader.read("evt_2", eventText("customer.subscription.updated", oldSubscription));
    QVERIFY(again);
    QCOMPARE(again->coupons.front().digest, read->coupons.front().digest);
}

QTEST_GUILESS_MAIN(EventReaderTest)
#include "eventreadertest.moc"

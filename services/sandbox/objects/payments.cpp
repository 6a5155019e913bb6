#include "services/sandbox/objects/payments.h"

#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/paymentintents.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/testcards.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

bool isExpired(const QJsonObject &method, Seconds at)
{
    const auto date = dateOf(at);
    const auto card = method.value(u"card"_s).toObject();
    return card.value(u"exp_year"_s).toInt() * 12 + card.value(u"exp_month"_s).toInt()
        < date.year * 12 + date.month;
}

bool wantsAuthentication(const QJsonObject &method)
{
    const auto behavior = method.value(u"_behavior"_s).toString();
    return behavior == u"authenticate"_s || behavior == u"authenticate_then_fail"_s
        || (behavior == u"authenticate_unless_set_up"_s && !method.value(u"_set_up"_s).toBool());
}

/** Why the bank refuses; empty: it doesn't. */
std::string declineCodeOf(const QJsonObject &method, Seconds at)
{
    const auto behavior = textAt(method, u"_behavior"_s);
    if (behavior.starts_with("declines ")) {
        return behavior.substr(9);
    }
    if (behavior == "fails") {
        return "generic_decline";
    }
    if (behavior == "authenticate_then_fail") {
        return "insufficient_funds";
    }
    return isExpired(method, at) ? "expired_card" : "";
}

QJsonObject outcomeOf(const Refused &refused)
{
    const bool good = refused.code.empty();
    return { { u"advice_code"_s, null() }, { u"network_advice_code"_s, null() },
        { u"network_decline_code"_s, null() },
        { u"network_status"_s, good ? u"approved_by_network"_s : u"declined_by_network"_s },
        { u"reason"_s, textOrNull(refused.declineCode) }, { u"risk_level"_s, u"normal"_s },
        { u"risk_score"_s, 20 },
        { u"seller_message"_s, good ? text("Payment complete.") : text(refused.message) },
        { u"type"_s, good ? u"authorized"_s : u"issuer_declined"_s } };
}

QJsonObject chargeOf(
    Transaction &transaction, const QJsonObject &intent, const QJsonObject &method, const Refused &refused)
{
    const bool good = refused.code.empty();
    const auto amount = intent.value(u"amount"_s);
    const auto id = transaction.newId("ch");
    const QJsonObject details{ { u"card"_s, method.value(u"card"_s) }, { u"type"_s, u"card"_s } };
    return { { u"id"_s, text(id) }, { u"object"_s, u"charge"_s }, { u"amount"_s, amount },
        { u"amount_captured"_s, good ? amount : QJsonValue(0) }, { u"amount_refunded"_s, 0 },
        { u"application"_s, null() }, { u"application_fee"_s, null() },
        { u"application_fee_amount"_s, null() },
        { u"balance_transaction"_s, good ? text(transaction.newId("txn")) : null() },
        { u"billing_details"_s, method.value(u"billing_details"_s) },
        { u"calculated_statement_descriptor"_s, u"LARKSPUR LABS"_s }, { u"captured"_s, good },
        { u"created"_s, number(transaction.now()) }, { u"currency"_s, intent.value(u"currency"_s) },
        { u"customer"_s, intent.value(u"customer"_s) }, { u"description"_s, intent.value(u"description"_s) },
        { u"disputed"_s, false }, { u"failure_balance_transaction"_s, null() },
        { u"failure_code"_s, textOrNull(refused.code) },
        { u"failure_message"_s, textOrNull(refused.message) }, { u"fraud_details"_s, QJsonObject() },
        { u"livemode"_s, false }, { u"metadata"_s, intent.value(u"metadata"_s) },
        { u"on_behalf_of"_s, null() }, { u"outcome"_s, outcomeOf(refused) }, { u"paid"_s, good },
        { u"payment_intent"_s, intent.value(u"id"_s) }, { u"payment_method"_s, method.value(u"id"_s) },
        { u"payment_method_details"_s, details }, { u"receipt_email"_s, null() },
        { u"receipt_number"_s, null() }, { u"receipt_url"_s, null() }, { u"refunded"_s, false },
        { u"review"_s, null() }, { u"shipping"_s, null() }, { u"source"_s, null() },
        { u"source_transfer"_s, null() }, { u"statement_descriptor"_s, null() },
        { u"statement_descriptor_suffix"_s, null() }, { u"status"_s, good ? u"succeeded"_s : u"failed"_s },
        { u"transfer_data"_s, null() }, { u"transfer_group"_s, null() },
        { u"_invoice"_s, intent.value(u"_invoice"_s) } };
}

PaymentOutcome needAction(Transaction &transaction, const QJsonObject &intent, const QJsonObject &method)
{
    auto after = intent;
    const auto page = transaction.address() + "/pages/authenticate/" + textAt(intent, u"id"_s);
    after.insert(u"payment_method"_s, method.value(u"id"_s));
    after.insert(u"status"_s, u"requires_action"_s);
    after.insert(u"next_action"_s,
        QJsonObject{
            { u"redirect_to_url"_s, QJsonObject{ { u"return_url"_s, null() }, { u"url"_s, text(page) } } },
            { u"type"_s, u"redirect_to_url"_s } });
    transaction.put("payment_intent", after);
    tell(transaction, paymentIntentKind(), "payment_intent.requires_action", after);
    return { Paid::NeedsAction, after, "" };
}

QJsonObject errorOf(const Refused &refused, const QJsonObject &charge, const QJsonObject &method)
{
    auto shownMethod = method;
    shownMethod.remove(u"_behavior"_s);
    shownMethod.remove(u"_set_up"_s);
    return { { u"charge"_s, charge.value(u"id"_s) }, { u"code"_s, text(refused.code) },
        { u"decline_code"_s, text(refused.declineCode) },
        { u"doc_url"_s, text("https://stripe.com/docs/error-codes/" + refused.code) },
        { u"message"_s, text(refused.message) }, { u"payment_method"_s, shownMethod },
        { u"type"_s, u"card_error"_s } };
}

QJsonObject present(const QJsonObject &charge, const Look &look)
{
    auto shownCharge = charge;
    if (!look.shape.basil) {
        shownCharge.insert(u"invoice"_s, charge.value(u"_invoice"_s));
    }
    return shownCharge;
}

QJsonValue include(const QJsonObject &charge, const QString & /*name*/, const Look &look)
{
    QJsonArray refunds;
    for (const auto &refund : documentsWith(look.transaction, "refund", u"charge"_s, charge.value(u"id"_s))) {
        refunds.append(refund);
    }
    return listOf(refunds, u"/v1/charges/"_s + charge.value(u"id"_s).toString() + u"/refunds"_s);
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &charge, const QJsonObject &given)
{
    auto after = charge;
    auto metadata = withMetadata(charge.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    after.insert(u"metadata"_s, *metadata);
    after.insert(u"description"_s, givenOr(given, u"description"_s, charge.value(u"description"_s)));
    putChange(transaction, chargeKind(), "charge.updated", charge, after);
    return after;
}

/** The older way: a charge of a token or a customer's card, by an intent of its own. */
Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    const auto customer = transaction.find("customer", textAt(given, u"customer"_s));
    auto source = textAt(given, u"source"_s);
    if (source.empty() && customer) {
        source = textAt(*customer, u"default_source"_s);
    }
    if (source.empty()) {
        return missingParameter("source");
    }
    const auto method = paymentMethodNamed(transaction, source, "source");
    if (!method) {
        return method;
    }
    const auto intent = newIntent(transaction,
        { given.value(u"amount"_s).toInteger(), textAt(given, u"currency"_s),
            customer ? customer->value(u"id"_s) : null(), givenOr(given, u"description"_s), null() });
    const auto outcome = confirmIntent(transaction, intent, *method, Presence::OffSession);
    if (outcome.result != Paid::Succeeded) {
        return cardRefusal(
            outcome.declineCode.empty() ? "authentication_required" : outcome.declineCode, *method);
    }
    return *transaction.find("charge", textAt(outcome.intent, u"latest_charge"_s));
}

} // namespace

const ObjectKind &chargeKind()
{
    static const std::vector<Field> fields{
        { .name = "amount", .type = FieldType::Integer, .use = Use::Create, .required = true, .least = 1 },
        { .name = "currency", .use = Use::Create, .required = true }, textField("customer"),
        textField("source", Use::Create), textField("description"), metadataField(),
        flagField("capture", Use::Create), textField("receipt_email"),
        hashField("shipping", { addressField(), textField("name"), textField("phone") })
    };
    static const ObjectKind kind{ .object = "charge",
        .table = "charge",
        .path = "/v1/charges",
        .fields = fields,
        .filters = { { "customer", "customer" }, { "payment_intent", "payment_intent" } },
        .references
        = { { "customer", "customer" }, { "payment_intent", "payment_intent" }, { "invoice", "invoice" } },
        .includable = { "refunds" },
        .searchable = { { "amount" }, { "currency" }, { "customer" }, { "metadata" }, { "status" } },
        .lists = { { "refunds", "refund", "charge" } },
        .create = create,
        .update = update,
        .present = present,
        .include = include };
    return kind;
}

QJsonObject newIntent(Transaction &transaction, const IntentSpec &spec)
{
    const auto id = transaction.newId("pi");
    QJsonObject intent{ { u"id"_s, text(id) }, { u"object"_s, u"payment_intent"_s },
        { u"allowed_payment_method_types"_s, null() }, { u"amount"_s, number(spec.amount) },
        { u"amount_capturable"_s, 0 }, { u"amount_received"_s, 0 }, { u"application"_s, null() },
        { u"application_fee_amount"_s, null() }, { u"automatic_payment_methods"_s, null() },
        { u"canceled_at"_s, null() }, { u"cancellation_reason"_s, null() },
        { u"capture_method"_s, u"automatic"_s },
        { u"client_secret"_s, text(transaction.newId(id + "_secret", 25)) },
        { u"confirmation_method"_s, u"automatic"_s }, { u"created"_s, number(transaction.now()) },
        { u"currency"_s, text(spec.currency) }, { u"customer"_s, spec.customer },
        { u"customer_account"_s, null() }, { u"description"_s, spec.description },
        { u"excluded_payment_method_types"_s, null() }, { u"last_payment_error"_s, null() },
        { u"latest_charge"_s, null() }, { u"livemode"_s, false }, { u"managed_payments"_s, null() },
        { u"metadata"_s, QJsonObject() }, { u"next_action"_s, null() }, { u"on_behalf_of"_s, null() },
        { u"payment_method"_s, null() }, { u"payment_method_configuration_details"_s, null() },
        { u"payment_method_options"_s, QJsonObject() },
        { u"payment_method_types"_s, QJsonArray{ u"card"_s } }, { u"payment_record"_s, null() },
        { u"processing"_s, null() }, { u"receipt_email"_s, null() }, { u"review"_s, null() },
        { u"setup_future_usage"_s, spec.invoice.isString() ? text("off_session") : null() },
        { u"shipping"_s, null() }, { u"source"_s, null() }, { u"statement_descriptor"_s, null() },
        { u"statement_descriptor_suffix"_s, null() }, { u"status"_s, u"requires_payment_method"_s },
        { u"transfer_data"_s, null() }, { u"transfer_group"_s, null() }, { u"_invoice"_s, spec.invoice } };
    putNew(transaction, paymentIntentKind(), "payment_intent.created", intent);
    return intent;
}

PaymentOutcome confirmIntent(
    Transaction &transaction, const QJsonObject &intent, const QJsonObject &method, Presence presence)
{
    const bool asked = presence != Presence::Authenticated && wantsAuthentication(method);
    if (asked) {
        return needAction(transaction, intent, method);
    }
    const auto declineCode = declineCodeOf(method, transaction.now());
    const auto refused = declineCode.empty() ? Refused{} : refusalFor(declineCode);
    const auto charge = chargeOf(transaction, intent, method, refused);
    const bool good = declineCode.empty();
    putNew(transaction, chargeKind(), good ? "charge.succeeded" : "charge.failed", charge);
    auto after = intent;
    after.insert(u"latest_charge"_s, charge.value(u"id"_s));
    after.insert(u"next_action"_s, null());
    after.insert(u"payment_method"_s, good ? method.value(u"id"_s) : null());
    after.insert(u"status"_s, good ? u"succeeded"_s : u"requires_payment_method"_s);
    after.insert(u"amount_received"_s, good ? intent.value(u"amount"_s) : QJsonValue(0));
    after.insert(u"last_payment_error"_s, good ? null() : QJsonValue(errorOf(refused, charge, method)));
    transaction.put("payment_intent", after);
    tell(transaction, paymentIntentKind(),
        good ? "payment_intent.succeeded" : "payment_intent.payment_failed", after);
    return { good ? Paid::Succeeded : Paid::Declined, after, declineCode };
}

QJsonObject cancelIntent(Transaction &transaction, const QJsonObject &intent, const QJsonValue &reason)
{
    if (isText(intent, u"status"_s, u"succeeded"_s) || isText(intent, u"status"_s, u"canceled"_s)) {
        return intent;
    }
    auto after = intent;
    after.insert(u"status"_s, u"canceled"_s);
    after.insert(u"canceled_at"_s, number(transaction.now()));
    after.insert(u"cancellation_reason"_s, reason);
    after.insert(u"next_action"_s, null());
    transaction.put("payment_intent", after);
    tell(transaction, paymentIntentKind(), "payment_intent.canceled", after);
    return after;
}

} // namespace billhook::sandbox

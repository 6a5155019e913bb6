#include "services/sandbox/objects/paymentintents.h"

#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/payments.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> confirmFields()
{
    return { textField("payment_method"), flagField("off_session"), textField("return_url"),
        choiceField("setup_future_usage", { "off_session", "on_session" }), textField("receipt_email"),
        flagField("error_on_requires_action"), textField("mandate"), flagField("use_stripe_sdk"),
        hashField("payment_method_data",
            { textField("type"), hashField("card", { textField("token"), textField("number") }) }) };
}

std::vector<Field> intentFields()
{
    auto fields = confirmFields();
    for (auto &field : fields) {
        field.use = Use::Both;
    }
    fields.insert(fields.begin(),
        { { .name = "amount", .type = FieldType::Integer, .required = true, .least = 1 },
            { .name = "currency", .required = true }, textField("customer"), textField("description"),
            metadataField(), flagField("confirm", Use::Create),
            { .name = "payment_method_types", .type = FieldType::TextList },
            hashField("automatic_payment_methods",
                { flagField("enabled"), choiceField("allow_redirects", { "always", "never" }) }),
            choiceField("capture_method", { "automatic", "automatic_async", "manual" }),
            choiceField("confirmation_method", { "automatic", "manual" }), textField("statement_descriptor"),
            textField("statement_descriptor_suffix"), textField("transfer_group"),
            hashField("shipping",
                { addressField(), textField("name"), textField("phone"), textField("carrier"),
                    textField("tracking_number") }),
            hashField(
                "payment_method_options", { hashField("card", { textField("request_three_d_secure") }) }) });
    return fields;
}

Refusal needsMethod()
{
    return invalidParameter("",
        "You cannot confirm this PaymentIntent because it's missing a payment method. Update the "
        "PaymentIntent "
        "with a payment method and then confirm it again.",
        "");
}

Attempt<QJsonObject> settled(Transaction &transaction, const PaymentOutcome &outcome, bool offSession)
{
    paymentSettled(transaction, outcome);
    if (outcome.result == Paid::Succeeded || (outcome.result == Paid::NeedsAction && !offSession)) {
        return *transaction.find("payment_intent", textAt(outcome.intent, u"id"_s));
    }
    const auto asked = outcome.result == Paid::NeedsAction;
    auto refusal = cardRefusal(asked ? "authentication_required" : outcome.declineCode,
        outcome.intent.value(u"last_payment_error"_s)[u"payment_method"_s].toObject());
    refusal.more.insert(u"payment_intent"_s,
        shown(paymentIntentKind(), outcome.intent, { transaction, transaction.shape() }));
    refusal.more.insert(u"charge"_s, outcome.intent.value(u"latest_charge"_s));
    return refusal;
}

Attempt<QJsonObject> confirm(Transaction &transaction, const QJsonObject &intent, const QJsonObject &given)
{
    const auto status = intent.value(u"status"_s).toString();
    if (status == u"succeeded"_s || status == u"canceled"_s) {
        return invalidParameter("payment_intent_unexpected_state",
            "This PaymentIntent's status is " + status.toStdString() + ": it can't be confirmed any more.",
            "");
    }
    auto name = textAt(given, u"payment_method"_s);
    if (const auto token = valueAt(given, u"payment_method_data.card.token"_s); token.isString()) {
        name = token.toString().toStdString();
    }
    const auto id = name.empty() ? textAt(intent, u"payment_method"_s) : name;
    if (id.empty()) {
        return needsMethod();
    }
    auto method = paymentMethodNamed(transaction, id, "payment_method");
    if (!method) {
        return method;
    }
    const auto usage = givenOr(given, u"setup_future_usage"_s, intent.value(u"setup_future_usage"_s));
    const auto customer = transaction.find("customer", textAt(intent, u"customer"_s));
    if (customer && usage.isString() && !method->value(u"customer"_s).isString()
        && !method->value(u"_behavior"_s).toString().startsWith(u"declines"_s)) {
        method = attachPaymentMethod(transaction, *method, *customer);
    }
    const bool away = given.value(u"off_session"_s).toBool();
    const auto outcome
        = confirmIntent(transaction, intent, *method, away ? Presence::OffSession : Presence::OnSession);
    return settled(transaction, outcome, away);
}

Attempt<QJsonObject> merged(QJsonObject intent, const QJsonObject &given)
{
    auto metadata = withMetadata(intent.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    for (const auto &name : { u"amount"_s, u"currency"_s, u"customer"_s, u"description"_s,
             u"payment_method_types"_s, u"capture_method"_s, u"setup_future_usage"_s, u"receipt_email"_s,
             u"statement_descriptor"_s, u"shipping"_s, u"transfer_group"_s }) {
        if (given.contains(name)) {
            intent.insert(name, given.value(name));
        }
    }
    intent.insert(u"metadata"_s, *metadata);
    return intent;
}

Attempt<QJsonObject> withMethod(Transaction &transaction, QJsonObject intent, const QJsonObject &given)
{
    const auto id = textAt(given, u"payment_method"_s);
    if (id.empty()) {
        return intent;
    }
    const auto method = paymentMethodNamed(transaction, id, "payment_method");
    if (!method) {
        return method;
    }
    intent.insert(u"payment_method"_s, method->value(u"id"_s));
    if (isText(intent, u"status"_s, u"requires_payment_method"_s)) {
        intent.insert(u"status"_s, u"requires_confirmation"_s);
    }
    return intent;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    const auto customer = textAt(given, u"customer"_s);
    if (!customer.empty() && !transaction.find("customer", customer)) {
        return noSuchObject("customer", customer, "customer");
    }
    auto intent = merged(newIntent(transaction,
                             { given.value(u"amount"_s).toInteger(), textAt(given, u"currency"_s),
                                 givenOr(given, u"customer"_s), null(), null() }),
        given);
    auto complete = intent ? withMethod(transaction, *intent, given) : intent;
    if (!complete) {
        return complete;
    }
    transaction.put("payment_intent", *complete);
    return given.value(u"confirm"_s).toBool() ? confirm(transaction, *complete, given) : complete;
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &intent, const QJsonObject &given)
{
    auto changed = merged(intent, given);
    auto after = changed ? withMethod(transaction, *changed, given) : changed;
    if (after) {
        transaction.put("payment_intent", *after); // Stripe tells nothing of it
    }
    return after;
}

Attempt<QJsonObject> cancel(Transaction &transaction, const QJsonObject &intent, const QJsonObject &given)
{
    if (isText(intent, u"status"_s, u"succeeded"_s) || isText(intent, u"status"_s, u"canceled"_s)) {
        return invalidParameter("payment_intent_unexpected_state",
            "You cannot cancel this PaymentIntent because it has a status of " + textAt(intent, u"status"_s)
                + ".",
            "");
    }
    return cancelIntent(transaction, intent, givenOr(given, u"cancellation_reason"_s));
}

QJsonObject present(const QJsonObject &intent, const Look &look)
{
    auto shownIntent = intent;
    if (!look.shape.basil) {
        shownIntent.insert(u"invoice"_s, intent.value(u"_invoice"_s));
    }
    return shownIntent;
}

} // namespace

const ObjectKind &paymentIntentKind()
{
    static const ObjectKind kind{ .object = "payment_intent",
        .table = "payment_intent",
        .path = "/v1/payment_intents",
        .fields = intentFields(),
        .filters = { { "customer", "customer" } },
        .references = { { "customer", "customer" }, { "latest_charge", "charge" },
            { "payment_method", "payment_method" }, { "invoice", "invoice" } },
        .searchable = { { "amount" }, { "currency" }, { "customer" }, { "metadata" }, { "status" } },
        .actions = { { "confirm", confirm, confirmFields() },
            { "cancel", cancel, { textField("cancellation_reason") } } },
        .create = create,
        .update = update,
        .present = present };
    return kind;
}

Attempt<QJsonObject> authenticateIntent(Transaction &transaction, const QJsonObject &intent, bool passed)
{
    const auto method = transaction.find("payment_method", textAt(intent, u"payment_method"_s));
    if (!isText(intent, u"status"_s, u"requires_action"_s) || !method) {
        return invalidParameter("payment_intent_unexpected_state", "Nothing waits for authentication.", "");
    }
    if (passed) {
        const auto outcome = confirmIntent(transaction, intent, *method, Presence::Authenticated);
        paymentSettled(transaction, outcome);
        return outcome.intent;
    }
    auto after = intent;
    after.insert(u"status"_s, u"requires_payment_method"_s);
    after.insert(u"next_action"_s, null());
    after.insert(u"payment_method"_s, null());
    transaction.put("payment_intent", after);
    tell(transaction, paymentIntentKind(), "payment_intent.payment_failed", after);
    return after;
}

} // namespace billhook::sandbox

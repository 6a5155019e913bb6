#include "services/sandbox/objects/setupintents.h"

#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/subscriptions.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> confirmFields()
{
    return { textField("payment_method"), textField("return_url"), hashField("mandate_data", {}),
        flagField("use_stripe_sdk") };
}

std::vector<Field> intentFields()
{
    return { textField("customer"), textField("description"), metadataField(),
        flagField("confirm", Use::Create), textField("payment_method"), textField("return_url"),
        { .name = "payment_method_types", .type = FieldType::TextList },
        hashField("automatic_payment_methods",
            { flagField("enabled"), choiceField("allow_redirects", { "always", "never" }) }),
        choiceField("usage", { "off_session", "on_session" }, Use::Create) };
}

QJsonObject newIntent(Transaction &transaction, const QJsonValue &customer)
{
    const auto id = transaction.newId("seti");
    return { { u"id"_s, text(id) }, { u"object"_s, u"setup_intent"_s },
        { u"allowed_payment_method_types"_s, null() }, { u"application"_s, null() },
        { u"automatic_payment_methods"_s, null() }, { u"cancellation_reason"_s, null() },
        { u"client_secret"_s, text(transaction.newId(id + "_secret", 25)) },
        { u"created"_s, number(transaction.now()) }, { u"customer"_s, customer },
        { u"customer_account"_s, null() }, { u"description"_s, null() },
        { u"excluded_payment_method_types"_s, null() }, { u"flow_directions"_s, null() },
        { u"last_setup_error"_s, null() }, { u"latest_attempt"_s, null() }, { u"livemode"_s, false },
        { u"mandate"_s, null() }, { u"metadata"_s, QJsonObject() }, { u"next_action"_s, null() },
        { u"on_behalf_of"_s, null() }, { u"payment_method"_s, null() },
        { u"payment_method_configuration_details"_s, null() }, { u"payment_method_options"_s, null() },
        { u"payment_method_types"_s, QJsonArray{ u"card"_s } }, { u"single_use_mandate"_s, null() },
        { u"status"_s, u"requires_payment_method"_s }, { u"usage"_s, u"off_session"_s } };
}

/** A card that is set up needs no question later, unless it always asks. */
Attempt<QJsonObject> confirm(Transaction &transaction, const QJsonObject &intent, const QJsonObject &given)
{
    const auto named = textAt(given, u"payment_method"_s);
    const auto id = named.empty() ? textAt(intent, u"payment_method"_s) : named;
    if (id.empty()) {
        return missingParameter("payment_method");
    }
    auto method = paymentMethodNamed(transaction, id, "payment_method");
    if (!method) {
        return method;
    }
    auto after = intent;
    after.insert(u"payment_method"_s, method->value(u"id"_s));
    const auto behavior = textAt(*method, u"_behavior"_s);
    if (behavior.starts_with("declines ")) {
        after.insert(u"payment_method"_s, null());
        after.insert(u"status"_s, u"requires_payment_method"_s);
        transaction.put("setup_intent", after);
        tell(transaction, setupIntentKind(), "setup_intent.setup_failed", after);
        auto refusal = cardRefusal(behavior.substr(9), *method);
        refusal.more.insert(u"setup_intent"_s, after);
        return refusal;
    }
    const auto customer = transaction.find("customer", textAt(intent, u"customer"_s));
    if (customer) {
        method = attachPaymentMethod(transaction, *method, *customer);
        if (!method) {
            return method;
        }
    }
    auto known = *method;
    known.insert(u"_set_up"_s, true);
    transaction.put("payment_method", known);
    after.insert(u"status"_s, u"succeeded"_s);
    putChange(transaction, setupIntentKind(), "setup_intent.succeeded", intent, after);
    if (const auto subscription = transaction.find("subscription", textAt(intent, u"_subscription"_s))) {
        auto changed = *subscription;
        changed.insert(u"pending_setup_intent"_s, null());
        changed.insert(u"default_payment_method"_s, known.value(u"id"_s));
        changeSubscription(transaction, *subscription, changed);
    }
    return after;
}

Attempt<QJsonObject> merged(QJsonObject intent, const QJsonObject &given)
{
    auto metadata = withMetadata(intent.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    intent.insert(u"metadata"_s, *metadata);
    for (const auto &name : { u"customer"_s, u"description"_s, u"payment_method_types"_s, u"usage"_s }) {
        intent.insert(name, givenOr(given, name, intent.value(name)));
    }
    return intent;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    auto intent = merged(newIntent(transaction, null()), given);
    if (!intent) {
        return intent;
    }
    if (const auto id = textAt(given, u"payment_method"_s); !id.empty()) {
        const auto method = paymentMethodNamed(transaction, id, "payment_method");
        if (!method) {
            return method;
        }
        intent->insert(u"payment_method"_s, method->value(u"id"_s));
        intent->insert(u"status"_s, u"requires_confirmation"_s);
    }
    putNew(transaction, setupIntentKind(), "setup_intent.created", *intent);
    return given.value(u"confirm"_s).toBool() ? confirm(transaction, *intent, {}) : intent;
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &intent, const QJsonObject &given)
{
    auto after = merged(intent, given);
    if (after) {
        transaction.put("setup_intent", *after);
    }
    return after;
}

Attempt<QJsonObject> cancel(Transaction &transaction, const QJsonObject &intent, const QJsonObject &given)
{
    if (isText(intent, u"status"_s, u"succeeded"_s) || isText(intent, u"status"_s, u"canceled"_s)) {
        return invalidParameter("setup_intent_unexpected_state",
            "You cannot cancel this SetupIntent because it has a status of " + textAt(intent, u"status"_s)
                + ".",
            "");
    }
    auto after = intent;
    after.insert(u"status"_s, u"canceled"_s);
    after.insert(u"cancellation_reason"_s, givenOr(given, u"cancellation_reason"_s));
    putNew(transaction, setupIntentKind(), "setup_intent.canceled", after);
    return after;
}

} // namespace

const ObjectKind &setupIntentKind()
{
    static const ObjectKind kind{ .object = "setup_intent",
        .table = "setup_intent",
        .path = "/v1/setup_intents",
        .fields = intentFields(),
        .filters = { { "customer", "customer" }, { "payment_method", "payment_method" } },
        .references = { { "customer", "customer" }, { "payment_method", "payment_method" } },
        .actions = { { "confirm", confirm, confirmFields() },
            { "cancel", cancel, { textField("cancellation_reason") } } },
        .create = create,
        .update = update };
    return kind;
}

void addSetupIntent(Transaction &transaction, const std::string &subscriptionId)
{
    const auto subscription = transaction.find("subscription", subscriptionId);
    auto intent = newIntent(transaction, subscription->value(u"customer"_s));
    intent.insert(u"_subscription"_s, text(subscriptionId));
    putNew(transaction, setupIntentKind(), "setup_intent.created", intent);
    auto after = *subscription;
    after.insert(u"pending_setup_intent"_s, intent.value(u"id"_s));
    changeSubscription(transaction, *subscription, after);
}

} // namespace billhook::sandbox

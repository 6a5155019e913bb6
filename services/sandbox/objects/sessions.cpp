#include "services/sandbox/objects/sessions.h"

#include "services/sandbox/engine/pricedamounts.h"
#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/subscriptionfields.h"
#include "services/sandbox/objects/subscriptions.h"
#include "services/sandbox/objects/subscriptionstart.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> checkoutFields()
{
    return { textField("cancel_url"), textField("client_reference_id"), textField("customer"),
        textField("customer_email"), integerField("expires_at"), metadataField(),
        { .name = "line_items",
            .type = FieldType::HashList,
            .fields = { textField("price"), integerField("quantity") } },
        { .name = "mode",
            .type = FieldType::Choice,
            .required = true,
            .choices = { "payment", "setup", "subscription" } },
        textField("success_url"), textField("return_url"), textField("ui_mode"),
        { .name = "discounts", .type = FieldType::HashList, .fields = discountFields() },
        { .name = "payment_method_types", .type = FieldType::TextList },
        choiceField("payment_method_collection", { "always", "if_required" }),
        flagField("allow_promotion_codes"),
        hashField("subscription_data",
            { integerField("trial_period_days"), textField("trial_end"), textField("description"),
                metadataField() }) };
}

std::int64_t totalOf(const Transaction &transaction, const QJsonObject &given)
{
    std::int64_t total = 0;
    for (const auto &line : given.value(u"line_items"_s).toArray()) {
        total += amountOf(priceOf(transaction, line.toObject()), line[u"quantity"_s].toInteger(1));
    }
    return total;
}

std::optional<Refusal> checkLines(const Transaction &transaction, const QJsonObject &given)
{
    const auto lines = given.value(u"line_items"_s).toArray();
    if (lines.isEmpty() && !isText(given, u"mode"_s, u"setup"_s)) {
        return missingParameter("line_items");
    }
    for (const auto &line : lines) {
        const auto id = line[u"price"_s].toString().toStdString();
        if (!transaction.find("price", id)) {
            return noSuchObject("price", id, "line_items[price]");
        }
    }
    return std::nullopt;
}

/** Fields that say nothing yet. */
QJsonObject blankSession()
{
    QJsonObject blank;
    for (const auto &name : { u"adaptive_pricing"_s, u"after_expiration"_s, u"allow_promotion_codes"_s,
             u"allowed_payment_method_types"_s, u"billing_address_collection"_s, u"client_secret"_s,
             u"collected_information"_s, u"consent"_s, u"consent_collection"_s, u"currency_conversion"_s,
             u"customer_account"_s, u"customer_creation"_s, u"customer_details"_s,
             u"integration_identifier"_s, u"invoice"_s, u"invoice_creation"_s, u"locale"_s,
             u"managed_payments"_s, u"origin_context"_s, u"payment_intent"_s, u"payment_link"_s,
             u"payment_method_configuration_details"_s, u"permissions"_s, u"recovered_from"_s,
             u"saved_payment_method_options"_s, u"setup_intent"_s, u"shipping_address_collection"_s,
             u"shipping_cost"_s, u"submit_type"_s, u"subscription"_s, u"wallet_options"_s }) {
        blank.insert(name, null());
    }
    blank.insert(u"automatic_tax"_s,
        QJsonObject{ { u"enabled"_s, false }, { u"liability"_s, null() }, { u"provider"_s, null() },
            { u"status"_s, null() } });
    blank.insert(u"custom_fields"_s, QJsonArray());
    blank.insert(u"custom_text"_s,
        QJsonObject{ { u"after_submit"_s, null() }, { u"shipping_address"_s, null() },
            { u"submit"_s, null() }, { u"terms_of_service_acceptance"_s, null() } });
    blank.insert(u"discounts"_s, QJsonArray());
    blank.insert(u"shipping_options"_s, QJsonArray());
    blank.insert(u"payment_method_options"_s, QJsonObject());
    blank.insert(u"payment_method_types"_s, QJsonArray{ u"card"_s });
    return blank;
}

Attempt<QJsonObject> createCheckout(
    Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    if (auto refused = checkLines(transaction, given)) {
        return *refused;
    }
    const auto customer = textAt(given, u"customer"_s);
    if (!customer.empty() && !transaction.find("customer", customer)) {
        return noSuchObject("customer", customer, "customer");
    }
    auto session = blankSession();
    const auto id = transaction.newId("cs_test", 58);
    const auto total = totalOf(transaction, given);
    const auto lines = given.value(u"line_items"_s).toArray();
    session.insert(u"id"_s, text(id));
    session.insert(u"object"_s, u"checkout.session"_s);
    session.insert(u"amount_subtotal"_s, number(total));
    session.insert(u"amount_total"_s, number(total));
    session.insert(u"created"_s, number(transaction.now()));
    session.insert(u"currency"_s,
        lines.isEmpty() ? null() : priceOf(transaction, lines.first().toObject()).value(u"currency"_s));
    session.insert(u"expires_at"_s, givenOr(given, u"expires_at"_s, number(transaction.now() + dayLength)));
    for (const auto &name : { u"cancel_url"_s, u"client_reference_id"_s, u"customer"_s, u"customer_email"_s,
             u"mode"_s, u"success_url"_s }) {
        session.insert(name, givenOr(given, name));
    }
    session.insert(u"livemode"_s, false);
    session.insert(u"metadata"_s, givenOr(given, u"metadata"_s, QJsonObject()));
    session.insert(
        u"payment_method_collection"_s, givenOr(given, u"payment_method_collection"_s, u"always"_s));
    session.insert(u"payment_status"_s, u"unpaid"_s);
    session.insert(u"status"_s, u"open"_s);
    session.insert(u"total_details"_s,
        QJsonObject{ { u"amount_discount"_s, 0 }, { u"amount_shipping"_s, 0 }, { u"amount_tax"_s, 0 } });
    session.insert(u"ui_mode"_s, u"hosted_page"_s);
    session.insert(u"url"_s, text(transaction.address() + "/pages/checkout/" + id));
    const auto owner = transaction.find("customer", customer);
    session.insert(u"_given"_s, given);
    session.insert(u"_clock"_s, owner ? owner->value(u"test_clock"_s) : null());
    transaction.put("checkout_session", session);
    return session;
}

Attempt<QJsonObject> expire(
    Transaction &transaction, const QJsonObject &session, const QJsonObject & /*given*/)
{
    if (!isText(session, u"status"_s, u"open"_s)) {
        return invalidParameter("", "Only Checkout Sessions with a status of open can be expired.", "");
    }
    expireCheckout(transaction, session);
    return *transaction.find("checkout_session", textAt(session, u"id"_s));
}

Attempt<QJsonObject> createPortal(
    Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    const auto customer = textAt(given, u"customer"_s);
    if (!transaction.find("customer", customer)) {
        return noSuchObject("customer", customer, "customer");
    }
    const auto id = transaction.newId("bps");
    const QJsonObject session{ { u"id"_s, text(id) }, { u"object"_s, u"billing_portal.session"_s },
        { u"configuration"_s, u"bpc_sandbox"_s }, { u"created"_s, number(transaction.now()) },
        { u"customer"_s, text(customer) }, { u"customer_account"_s, null() }, { u"flow"_s, null() },
        { u"livemode"_s, false }, { u"locale"_s, null() }, { u"on_behalf_of"_s, null() },
        { u"return_url"_s, givenOr(given, u"return_url"_s) },
        { u"url"_s, text(transaction.address() + "/pages/portal/" + id) } };
    putNew(transaction, portalSessionKind(), "billing_portal.session.created", session);
    return session;
}

/** The customer of a session; made where there is none yet. */
Attempt<QJsonObject> customerFor(Transaction &transaction, const QJsonObject &session)
{
    if (auto known = transaction.find("customer", textAt(session, u"customer"_s))) {
        return *known;
    }
    const auto email = session.value(u"customer_email"_s);
    return customerKind().create(transaction,
        { { u"email"_s, email.isString() ? email : QJsonValue(u"guest@example.com"_s) } }, newestShape());
}

QJsonObject subscriptionGiven(const QJsonObject &session, const QJsonObject &method)
{
    const auto given = session.value(u"_given"_s).toObject();
    auto wanted = given.value(u"subscription_data"_s).toObject();
    wanted.insert(u"customer"_s, method.value(u"customer"_s));
    wanted.insert(u"default_payment_method"_s, method.value(u"id"_s));
    wanted.insert(u"items"_s, given.value(u"line_items"_s));
    wanted.insert(u"payment_behavior"_s, u"error_if_incomplete"_s);
    if (given.contains(u"discounts"_s)) {
        wanted.insert(u"discounts"_s, given.value(u"discounts"_s));
    }
    return wanted;
}

} // namespace

const ObjectKind &checkoutSessionKind()
{
    static const ObjectKind kind{ .object = "checkout.session",
        .table = "checkout_session",
        .path = "/v1/checkout/sessions",
        .fields = checkoutFields(),
        .filters = { { "customer", "customer" }, { "subscription", "subscription" }, { "status", "status" } },
        .references
        = { { "customer", "customer" }, { "subscription", "subscription" }, { "invoice", "invoice" } },
        .actions = { { "expire", expire } },
        .create = createCheckout };
    return kind;
}

const ObjectKind &portalSessionKind()
{
    static const ObjectKind kind{ .object = "billing_portal.session",
        .table = "portal_session",
        .path = "/v1/billing_portal/sessions",
        .fields = { { .name = "customer", .required = true }, textField("return_url"),
            textField("configuration"), textField("locale") },
        .listed = false,
        .create = createPortal };
    return kind;
}

std::optional<Seconds> nextOfCheckout(const Transaction & /*transaction*/, const QJsonObject &session)
{
    return isText(session, u"status"_s, u"open"_s) ? numberAt(session, u"expires_at"_s) : std::nullopt;
}

void expireCheckout(Transaction &transaction, const QJsonObject &session)
{
    auto after = session;
    after.insert(u"status"_s, u"expired"_s);
    after.insert(u"url"_s, null());
    putNew(transaction, checkoutSessionKind(), "checkout.session.expired", after);
}

Attempt<QJsonObject> completeCheckout(
    Transaction &transaction, const QJsonObject &session, const std::string &cardNumber)
{
    if (!isText(session, u"status"_s, u"open"_s)) {
        return invalidParameter("", "This page has been used already.", "");
    }
    const auto customer = customerFor(transaction, session);
    const auto card = paymentMethodKind().create(transaction,
        { { u"type"_s, u"card"_s }, { u"card"_s, QJsonObject{ { u"number"_s, text(cardNumber) } } } },
        newestShape());
    if (!customer || !card) {
        return customer ? card : customer;
    }
    const auto method = attachPaymentMethod(transaction, *card, *customer);
    if (!method) {
        return method;
    }
    auto after = session;
    if (isText(session, u"mode"_s, u"subscription"_s)) {
        const auto started
            = startSubscription(transaction, subscriptionGiven(session, *method), newestShape());
        if (!started) {
            return started;
        }
        after.insert(u"subscription"_s, started->value(u"id"_s));
        after.insert(u"invoice"_s, started->value(u"latest_invoice"_s));
    }
    after.insert(u"customer"_s, customer->value(u"id"_s));
    after.insert(
        u"payment_status"_s, isText(session, u"mode"_s, u"setup"_s) ? u"no_payment_required"_s : u"paid"_s);
    after.insert(u"status"_s, u"complete"_s);
    after.insert(u"url"_s, null());
    putNew(transaction, checkoutSessionKind(), "checkout.session.completed", after);
    return after;
}

} // namespace billhook::sandbox

#include "services/sandbox/objects/paymentmethods.h"

#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/testcards.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> methodFields()
{
    const std::vector<Field> card{ { .name = "number", .clearable = false }, integerField("exp_month"),
        integerField("exp_year"), textField("cvc"), textField("token"),
        hashField("networks", { textField("preferred") }) };
    return { { .name = "type",
                 .type = FieldType::Choice,
                 .use = Use::Create,
                 .required = true,
                 .choices = { "card" } },
        hashField("card", card),
        hashField("billing_details",
            { addressField(), textField("email"), textField("name"), textField("phone"),
                textField("tax_id") }),
        choiceField("allow_redisplay", { "always", "limited", "unspecified" }), metadataField() };
}

QJsonObject blankAddress()
{
    return { { u"city"_s, null() }, { u"country"_s, null() }, { u"line1"_s, null() }, { u"line2"_s, null() },
        { u"postal_code"_s, null() }, { u"state"_s, null() } };
}

QJsonObject cardOf(Transaction &transaction, const TestCard &card, const QJsonObject &given)
{
    const auto brand = text(card.brand);
    const auto nextYear = dateOf(transaction.now()).year + 4;
    return { { u"brand"_s, brand },
        { u"checks"_s,
            QJsonObject{ { u"address_line1_check"_s, null() }, { u"address_postal_code_check"_s, null() },
                { u"cvc_check"_s, given.contains(u"cvc"_s) ? text("pass") : null() } } },
        { u"country"_s, u"US"_s }, { u"display_brand"_s, brand },
        { u"exp_month"_s, givenOr(given, u"exp_month"_s, dateOf(transaction.now()).month) },
        { u"exp_year"_s, givenOr(given, u"exp_year"_s, nextYear) },
        { u"fingerprint"_s, text("fp" + card.number.substr(card.number.size() - 10)) },
        { u"funding"_s, text(card.funding) }, { u"generated_from"_s, null() },
        { u"last4"_s, text(card.number.substr(card.number.size() - 4)) },
        { u"networks"_s, QJsonObject{ { u"available"_s, QJsonArray{ brand } }, { u"preferred"_s, null() } } },
        { u"regulated_status"_s, u"unregulated"_s },
        { u"three_d_secure_usage"_s, QJsonObject{ { u"supported"_s, true } } }, { u"wallet"_s, null() } };
}

QJsonObject freshMethod(Transaction &transaction, const TestCard &card, const QJsonObject &given)
{
    const QJsonObject details{ { u"address"_s, blankAddress() }, { u"email"_s, null() },
        { u"name"_s, null() }, { u"phone"_s, null() }, { u"tax_id"_s, null() } };
    return { { u"id"_s, text(transaction.newId("pm")) }, { u"object"_s, u"payment_method"_s },
        { u"allow_redisplay"_s, u"unspecified"_s }, { u"billing_details"_s, details },
        { u"card"_s, cardOf(transaction, card, given) }, { u"created"_s, number(transaction.now()) },
        { u"customer"_s, null() }, { u"customer_account"_s, null() }, { u"livemode"_s, false },
        { u"metadata"_s, QJsonObject() }, { u"type"_s, u"card"_s }, { u"_behavior"_s, text(card.behavior) } };
}

Attempt<QJsonObject> merged(QJsonObject method, const QJsonObject &given)
{
    auto metadata = withMetadata(method.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    method.insert(u"metadata"_s, *metadata);
    const auto details = given.value(u"billing_details"_s).toObject();
    for (auto entry = details.begin(); entry != details.end(); ++entry) {
        setAt(method, u"billing_details."_s + entry.key(), entry.value());
    }
    if (given.contains(u"allow_redisplay"_s)) {
        method.insert(u"allow_redisplay"_s, given.value(u"allow_redisplay"_s));
    }
    return method;
}

Refusal wrongNumber()
{
    return { 402, "card_error", "incorrect_number", "Your card number is incorrect.", "number" };
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    const auto wanted = given.value(u"card"_s).toObject();
    const auto token = textAt(wanted, u"token"_s);
    const auto card = token.empty() ? testCardOf(textAt(wanted, u"number"_s)) : namedTestCard(token);
    if (!card) {
        return wanted.isEmpty() ? missingParameter("card") : wrongNumber();
    }
    const auto month = wanted.value(u"exp_month"_s).toInt(1);
    if (month < 1 || month > 12) {
        return Refusal{ 402, "card_error", "invalid_expiry_month", "Your card's expiration month is invalid.",
            "exp_month" };
    }
    auto method = merged(freshMethod(transaction, *card, wanted), given);
    if (method) {
        transaction.put("payment_method", *method);
    }
    return method;
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &method, const QJsonObject &given)
{
    auto after = merged(method, given);
    if (!after) {
        return after;
    }
    const auto card = given.value(u"card"_s).toObject();
    for (const auto &name : { u"exp_month"_s, u"exp_year"_s }) {
        if (card.contains(name)) {
            setAt(*after, u"card."_s + name, card.value(name));
        }
    }
    putChange(transaction, paymentMethodKind(), "payment_method.updated", method, *after);
    return after;
}

Attempt<QJsonObject> attach(Transaction &transaction, const QJsonObject &method, const QJsonObject &given)
{
    const auto id = textAt(given, u"customer"_s);
    const auto customer = findObject(transaction, customerKind(), id);
    return customer ? attachPaymentMethod(transaction, method, *customer)
                    : noSuchObject("customer", id, "customer");
}

Attempt<QJsonObject> detach(
    Transaction &transaction, const QJsonObject &method, const QJsonObject & /*given*/)
{
    const auto customer = transaction.find("customer", textAt(method, u"customer"_s));
    if (!customer) {
        return invalidParameter("",
            "The payment method you provided is not attached to a customer so detachment is impossible.", "");
    }
    auto after = method;
    after.insert(u"customer"_s, null());
    transaction.put("payment_method", after);
    const Look look{ transaction, newestShape() };
    transaction.tell("payment_method.detached", shown(paymentMethodKind(), after, look),
        { { u"customer"_s, method.value(u"customer"_s) } });
    if (valueAt(*customer, u"invoice_settings.default_payment_method"_s) == method.value(u"id"_s)) {
        auto without = *customer;
        setAt(without, u"invoice_settings.default_payment_method"_s, null());
        putChange(transaction, customerKind(), "customer.updated", *customer, without);
    }
    return after;
}

std::optional<QJsonObject> ofStock(Transaction &transaction, const std::string &id)
{
    const auto card = namedTestCard(id);
    if (!card) {
        return std::nullopt;
    }
    auto method = freshMethod(transaction, *card, {});
    if (id.starts_with("tok_")) {
        method.insert(u"id"_s, text(transaction.newId("card")));
    }
    transaction.put("payment_method", method);
    return method;
}

} // namespace

const ObjectKind &paymentMethodKind()
{
    static const ObjectKind kind{ .object = "payment_method",
        .table = "payment_method",
        .path = "/v1/payment_methods",
        .fields = methodFields(),
        .filters
        = { { "customer", "customer" }, { "type", "type" }, { "allow_redisplay", "allow_redisplay" } },
        .references = { { "customer", "customer" } },
        .actions
        = { { "attach", attach, { { .name = "customer", .required = true } } }, { "detach", detach } },
        .create = create,
        .update = update,
        .stock = ofStock };
    return kind;
}

Attempt<QJsonObject> paymentMethodNamed(
    Transaction &transaction, const std::string &id, const std::string &param)
{
    if (auto found = findObject(transaction, paymentMethodKind(), id)) {
        return *found;
    }
    const auto made = ofStock(transaction, id);
    return made ? Attempt<QJsonObject>(*made) : noSuchObject("PaymentMethod", id, param);
}

Attempt<QJsonObject> attachPaymentMethod(
    Transaction &transaction, const QJsonObject &method, const QJsonObject &customer)
{
    if (method.value(u"customer"_s) == customer.value(u"id"_s)) {
        return method;
    }
    if (method.value(u"customer"_s).isString()) {
        return invalidParameter(
            "", "The payment method you provided has already been attached to a customer.", "");
    }
    const auto behavior = textAt(method, u"_behavior"_s);
    if (behavior.starts_with("declines ")) {
        auto refusal = cardRefusal(behavior.substr(9), method);
        refusal.keepsChanges = false;
        return refusal;
    }
    auto after = method;
    after.insert(u"customer"_s, customer.value(u"id"_s));
    putNew(transaction, paymentMethodKind(), "payment_method.attached", after);
    return after;
}

Attempt<QJsonObject> ownPaymentMethod(
    Transaction &transaction, const std::string &id, const QJsonObject &customer, const std::string &param)
{
    auto method = findObject(transaction, paymentMethodKind(), id);
    if (!method) {
        return noSuchObject("PaymentMethod", id, param);
    }
    if (method->value(u"customer"_s) != customer.value(u"id"_s)) {
        return invalidParameter("resource_missing",
            "The customer does not have a payment method with the ID " + id
                + ". The payment method must be attached to the customer.",
            param);
    }
    return *method;
}

Refusal cardRefusal(const std::string &declineCode, const QJsonObject &method)
{
    const auto refused = refusalFor(declineCode);
    auto shownMethod = method;
    shownMethod.remove(u"_behavior"_s);
    shownMethod.remove(u"_set_up"_s);
    Refusal refusal{ 402, "card_error", refused.code, refused.message, "" };
    refusal.more = { { u"decline_code"_s, text(declineCode) }, { u"payment_method"_s, shownMethod } };
    refusal.keepsChanges = true;
    return refusal;
}

} // namespace billhook::sandbox

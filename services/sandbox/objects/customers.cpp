#include "services/sandbox/objects/customers.h"

#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/subscriptions.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> customerFields()
{
    const std::vector<Field> settings{ textField("default_payment_method"), textField("footer"),
        { .name = "custom_fields",
            .type = FieldType::HashList,
            .fields = { textField("name"), textField("value") } },
        hashField("rendering_options", { textField("amount_tax_display"), textField("template") }) };
    return { addressField(), integerField("balance"), textField("business_name"),
        textField("individual_name"), textField("coupon"), textField("description"),
        { .name = "email", .longest = 512 }, { .name = "invoice_prefix", .longest = 12 },
        hashField("invoice_settings", settings), metadataField(), { .name = "name", .longest = 256 },
        integerField("next_invoice_sequence"), textField("payment_method", Use::Create),
        { .name = "phone", .longest = 20 }, { .name = "preferred_locales", .type = FieldType::TextList },
        hashField("shipping", { addressField(), textField("name"), textField("phone") }), textField("source"),
        choiceField("tax_exempt", { "exempt", "none", "reverse" }), textField("test_clock", Use::Create) };
}

QJsonObject blankCustomer(Transaction &transaction)
{
    const QJsonObject settings{ { u"custom_fields"_s, null() }, { u"default_payment_method"_s, null() },
        { u"footer"_s, null() }, { u"rendering_options"_s, null() } };
    const auto prefix = text(transaction.newId("", 8).substr(1)).toString().toUpper();
    return { { u"id"_s, text(transaction.newId("cus", 14)) }, { u"object"_s, u"customer"_s },
        { u"address"_s, null() }, { u"balance"_s, 0 }, { u"created"_s, number(transaction.now()) },
        { u"currency"_s, null() }, { u"customer_account"_s, null() }, { u"default_source"_s, null() },
        { u"delinquent"_s, false }, { u"description"_s, null() }, { u"discount"_s, null() },
        { u"email"_s, null() }, { u"invoice_prefix"_s, prefix }, { u"invoice_settings"_s, settings },
        { u"livemode"_s, false }, { u"metadata"_s, QJsonObject() }, { u"name"_s, null() },
        { u"next_invoice_sequence"_s, 1 }, { u"phone"_s, null() }, { u"preferred_locales"_s, QJsonArray() },
        { u"shipping"_s, null() }, { u"tax_exempt"_s, u"none"_s }, { u"test_clock"_s, null() } };
}

QJsonObject completeAddress(const QJsonObject &given)
{
    QJsonObject address;
    for (const auto &name :
        { u"city"_s, u"country"_s, u"line1"_s, u"line2"_s, u"postal_code"_s, u"state"_s }) {
        address.insert(name, givenOr(given, name));
    }
    return address;
}

void putInvoiceSettings(QJsonObject &customer, const QJsonObject &given)
{
    for (auto entry = given.begin(); entry != given.end(); ++entry) {
        setAt(customer, u"invoice_settings."_s + entry.key(), entry.value());
    }
}

Attempt<QJsonObject> merged(QJsonObject customer, const QJsonObject &given)
{
    auto metadata = withMetadata(customer.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    customer.insert(u"metadata"_s, *metadata);
    for (const auto &name : { u"business_name"_s, u"individual_name"_s, u"description"_s, u"email"_s,
             u"invoice_prefix"_s, u"name"_s, u"next_invoice_sequence"_s, u"phone"_s, u"preferred_locales"_s,
             u"shipping"_s, u"tax_exempt"_s }) {
        if (given.contains(name)) {
            customer.insert(name, given.value(name));
        }
    }
    if (given.contains(u"address"_s)) {
        const auto address = given.value(u"address"_s);
        customer.insert(
            u"address"_s, address.isObject() ? QJsonValue(completeAddress(address.toObject())) : null());
    }
    putInvoiceSettings(customer, given.value(u"invoice_settings"_s).toObject());
    return customer;
}

/** Attaches what `payment_method` or `source` names; a source becomes the default one. */
std::optional<Refusal> takeMethod(Transaction &transaction, QJsonObject &customer, const QJsonObject &given)
{
    for (const auto &name : { u"payment_method"_s, u"source"_s }) {
        const auto id = textAt(given, name);
        if (id.empty()) {
            continue;
        }
        const auto method = paymentMethodNamed(transaction, id, name.toStdString());
        const auto attached = method ? attachPaymentMethod(transaction, *method, customer) : method;
        if (!attached) {
            return attached.refusal();
        }
        if (name == u"source"_s) {
            customer.insert(u"default_source"_s, attached->value(u"id"_s));
        }
    }
    return std::nullopt;
}

/** `invoice_settings[default_payment_method]` must be the customer's; a test card's name becomes its id. */
std::optional<Refusal> checkDefault(Transaction &transaction, const QJsonObject &customer)
{
    const auto id = valueAt(customer, u"invoice_settings.default_payment_method"_s).toString().toStdString();
    if (id.empty()) {
        return std::nullopt;
    }
    const auto method
        = ownPaymentMethod(transaction, id, customer, "invoice_settings[default_payment_method]");
    return method ? std::nullopt : std::optional(method.refusal());
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    const auto clock = textAt(given, u"test_clock"_s);
    if (!clock.empty() && !transaction.find("test_clock", clock)) {
        return noSuchObject("test clock", clock, "test_clock");
    }
    auto customer = merged(blankCustomer(transaction), given);
    if (!customer) {
        return customer;
    }
    customer->insert(u"test_clock"_s, textOrNull(clock));
    customer->insert(u"balance"_s, givenOr(given, u"balance"_s, 0));
    if (auto refused = takeMethod(transaction, *customer, given)) {
        return *refused;
    }
    auto named = valueAt(*customer, u"invoice_settings.default_payment_method"_s);
    if (named.isString()
        && named == given.value(u"payment_method"_s)) { // a test card's name has become an id
        const auto own
            = documentsWith(transaction, "payment_method", u"customer"_s, customer->value(u"id"_s));
        setAt(*customer, u"invoice_settings.default_payment_method"_s, own.front().value(u"id"_s));
    }
    if (auto refused = checkDefault(transaction, *customer)) {
        return *refused;
    }
    putNew(transaction, customerKind(), "customer.created", *customer);
    if (const auto coupon = textAt(given, u"coupon"_s); !coupon.empty()) {
        const auto discount = grantDiscount(
            transaction, { { u"coupon"_s, text(coupon) } }, { .customer = textAt(*customer, u"id"_s) });
        if (!discount) {
            return discount;
        }
        customer->insert(u"discount"_s, discount->value(u"id"_s));
        transaction.put("customer", *customer);
    }
    return customer;
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &customer, const QJsonObject &given)
{
    auto after = merged(customer, given);
    if (!after) {
        return after;
    }
    if (auto refused = takeMethod(transaction, *after, given)) {
        return *refused;
    }
    if (auto refused = checkDefault(transaction, *after)) {
        return *refused;
    }
    if (given.contains(u"balance"_s)) {
        const auto change = given.value(u"balance"_s).toInteger() - customer.value(u"balance"_s).toInteger();
        after = moveBalance(transaction, *after, change, "adjustment", null());
    }
    changeCustomer(transaction, customer, *after);
    return after;
}

QJsonObject tombstone(const QJsonObject &customer)
{
    return { { u"id"_s, customer.value(u"id"_s) }, { u"object"_s, u"customer"_s }, { u"deleted"_s, true },
        { u"created"_s, customer.value(u"created"_s) } };
}

std::optional<Refusal> remove(Transaction &transaction, const QJsonObject &customer)
{
    if (customer.value(u"deleted"_s).toBool()) {
        return noSuchObject("customer", textAt(customer, u"id"_s));
    }
    endSubscriptionsOf(transaction, customer);
    transaction.put("customer", tombstone(customer));
    const Look look{ transaction, newestShape() };
    transaction.tell("customer.deleted", shown(customerKind(), customer, look));
    return std::nullopt;
}

Attempt<QJsonObject> removeDiscount(
    Transaction &transaction, const QJsonObject &customer, const QJsonObject & /*given*/)
{
    const auto id = textAt(customer, u"discount"_s);
    if (id.empty()) {
        return noSuchObject("discount", textAt(customer, u"id"_s));
    }
    auto after = customer;
    after.insert(u"discount"_s, null());
    endDiscount(transaction, id);
    changeCustomer(transaction, customer, after);
    return QJsonObject{ { u"id"_s, text(id) }, { u"object"_s, u"discount"_s }, { u"deleted"_s, true } };
}

Attempt<QJsonObject> addToBalance(
    Transaction &transaction, const QJsonObject &customer, const QJsonObject &given)
{
    const auto currency = customer.value(u"currency"_s);
    if (currency.isString() && currency != given.value(u"currency"_s)) {
        return invalidParameter("",
            "You cannot combine currencies on a single customer. This customer has an active currency "
            "different from the one given.",
            "currency");
    }
    auto before = customer;
    before.insert(u"currency"_s, given.value(u"currency"_s));
    const auto after
        = moveBalance(transaction, before, given.value(u"amount"_s).toInteger(), "adjustment", null());
    changeCustomer(transaction, customer, after);
    auto entry = *transaction.first("customer_balance_transaction",
        [&](const QJsonObject &one) { return one.value(u"customer"_s) == customer.value(u"id"_s); });
    entry.insert(u"description"_s, givenOr(given, u"description"_s));
    entry.insert(u"metadata"_s, givenOr(given, u"metadata"_s, QJsonObject()));
    transaction.put("customer_balance_transaction", entry);
    return entry;
}

QJsonObject present(const QJsonObject &customer, const Look &look)
{
    auto shownCustomer = customer;
    shownCustomer.insert(u"discount"_s, shownDiscount(customer.value(u"discount"_s), look));
    return shownCustomer;
}

QJsonValue include(const QJsonObject &customer, const QString &name, const Look &look)
{
    QJsonArray data;
    if (name == u"subscriptions"_s) {
        for (const auto &subscription :
            documentsWith(look.transaction, "subscription", u"customer"_s, customer.value(u"id"_s))) {
            if (!isText(subscription, u"status"_s, u"canceled"_s)) {
                data.append(shown(subscriptionKind(), subscription, look));
            }
        }
    }
    return listOf(data, u"/v1/customers/"_s + customer.value(u"id"_s).toString() + u"/"_s + name);
}

} // namespace

const ObjectKind &customerKind()
{
    static const std::vector<Field> balanceFields{
        { .name = "amount", .type = FieldType::Integer, .required = true, .least = -99'999'999'999 },
        { .name = "currency", .required = true }, textField("description"), metadataField()
    };
    static const ObjectKind kind{ .object = "customer",
        .table = "customer",
        .path = "/v1/customers",
        .fields = customerFields(),
        .filters = { { "email", "email" }, { "test_clock", "test_clock" } },
        .references = { { "invoice_settings.default_payment_method", "payment_method" },
            { "default_source", "payment_method" }, { "test_clock", "test_helpers.test_clock" } },
        .includable = { "subscriptions", "sources", "tax_ids" },
        .searchable = { { "email", true }, { "metadata" }, { "name", true }, { "phone", true } },
        .actions = { { "discount", removeDiscount, {}, "DELETE", false, {}, true },
            { "balance_transactions", addToBalance, balanceFields, "POST", false,
                "customer_balance_transaction" } },
        .lists = { { "payment_methods", "payment_method", "customer" },
            { "subscriptions", "subscription", "customer" },
            { "balance_transactions", "customer_balance_transaction", "customer" } },
        .create = create,
        .update = update,
        .remove = remove,
        .present = present,
        .include = include };
    return kind;
}

const ObjectKind &balanceTransactionKind()
{
    static const ObjectKind kind{ .object = "customer_balance_transaction",
        .table = "customer_balance_transaction",
        .path = "/v1/customer_balance_transactions",
        .references = { { "customer", "customer" }, { "invoice", "invoice" } },
        .listed = false };
    return kind;
}

void changeCustomer(Transaction &transaction, const QJsonObject &before, const QJsonObject &after)
{
    putChange(transaction, customerKind(), "customer.updated", before, after);
}

QJsonObject moveBalance(Transaction &transaction, const QJsonObject &customer, std::int64_t amount,
    const std::string &type, const QJsonValue &invoice)
{
    if (amount == 0) {
        return customer;
    }
    auto after = customer;
    const auto ending = customer.value(u"balance"_s).toInteger() + amount;
    after.insert(u"balance"_s, number(ending));
    transaction.put("customer_balance_transaction",
        { { u"id"_s, text(transaction.newId("cbtxn")) }, { u"object"_s, u"customer_balance_transaction"_s },
            { u"amount"_s, number(amount) }, { u"checkout_session"_s, null() },
            { u"created"_s, number(transaction.now()) }, { u"credit_note"_s, null() },
            { u"currency"_s, customer.value(u"currency"_s).toString(u"usd"_s) },
            { u"customer"_s, customer.value(u"id"_s) }, { u"customer_account"_s, null() },
            { u"description"_s, null() }, { u"ending_balance"_s, number(ending) }, { u"invoice"_s, invoice },
            { u"livemode"_s, false }, { u"metadata"_s, QJsonObject() }, { u"type"_s, text(type) } });
    return after;
}

std::string defaultMethodOf(const QJsonObject &customer)
{
    const auto own = valueAt(customer, u"invoice_settings.default_payment_method"_s).toString();
    return own.isEmpty() ? textAt(customer, u"default_source"_s) : own.toStdString();
}

} // namespace billhook::sandbox

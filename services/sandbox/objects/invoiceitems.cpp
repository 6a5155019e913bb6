#include "services/sandbox/objects/invoiceitems.h"

#include "services/sandbox/engine/pricedamounts.h"
#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoicing.h"
#include "services/sandbox/objects/plans.h"
#include "services/sandbox/objects/prices.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> itemFields()
{
    return { { .name = "customer", .use = Use::Create, .required = true }, integerField("amount"),
        { .name = "currency", .use = Use::Create }, textField("description"), flagField("discountable"),
        { .name = "discounts",
            .type = FieldType::HashList,
            .fields = { textField("coupon"), textField("discount") } },
        textField("invoice", Use::Create), textField("subscription", Use::Create), metadataField(),
        hashField("period", { integerField("start"), integerField("end") }),
        hashField("pricing", { textField("price") }), textField("price"), integerField("quantity"),
        integerField("unit_amount"), { .name = "unit_amount_decimal", .type = FieldType::Decimal },
        hashField("price_data",
            { textField("currency"), textField("product"), integerField("unit_amount"),
                { .name = "unit_amount_decimal", .type = FieldType::Decimal },
                choiceField("tax_behavior", { "exclusive", "inclusive", "unspecified" }) }) };
}

QJsonObject itemOf(
    Transaction &transaction, const QJsonObject &customer, const LineFacts &facts, const QString &currency)
{
    const QJsonValue parent = facts.subscription.isString()
        ? QJsonValue(
            QJsonObject{ { u"subscription_details"_s,
                             QJsonObject{ { u"subscription"_s, facts.subscription },
                                 { u"subscription_item"_s, facts.item.isString() ? facts.item : null() } } },
                { u"type"_s, u"subscription_details"_s } })
        : null();
    return { { u"id"_s, text(transaction.newId("ii")) }, { u"object"_s, u"invoiceitem"_s },
        { u"amount"_s, number(facts.amount) }, { u"currency"_s, currency },
        { u"customer"_s, customer.value(u"id"_s) }, { u"customer_account"_s, null() },
        { u"created"_s, number(transaction.now()) }, { u"date"_s, number(transaction.now()) },
        { u"description"_s, facts.description.isEmpty() ? null() : QJsonValue(facts.description) },
        { u"discountable"_s, facts.discountable }, { u"discounts"_s, facts.discounts },
        { u"invoice"_s, null() }, { u"livemode"_s, false }, { u"metadata"_s, facts.metadata },
        { u"net_amount"_s, number(facts.amount) }, { u"parent"_s, parent },
        { u"period"_s, QJsonObject{ { u"end"_s, number(facts.end) }, { u"start"_s, number(facts.start) } } },
        { u"pricing"_s, pricingFor(facts.price) }, { u"proration"_s, facts.proration },
        { u"proration_details"_s, QJsonObject{ { u"discount_amounts"_s, QJsonArray() } } },
        { u"quantity"_s, number(facts.quantity) }, { u"quantity_decimal"_s, QString::number(facts.quantity) },
        { u"tax_rates"_s, QJsonArray() }, { u"test_clock"_s, customer.value(u"test_clock"_s) },
        { u"_price"_s, facts.price },
        { u"_subscription"_s, facts.subscription.isString() ? facts.subscription : null() } };
}

/** The price that is given or made; an empty object when the call names an amount. */
Attempt<QJsonObject> priceOf(Transaction &transaction, const QJsonObject &given)
{
    auto id = textAt(given, u"price"_s);
    if (const auto inner = valueAt(given, u"pricing.price"_s); inner.isString()) {
        id = inner.toString().toStdString();
    }
    if (!id.empty()) {
        const auto price = transaction.find("price", id);
        return price ? Attempt<QJsonObject>(*price) : noSuchObject("price", id, "price");
    }
    if (given.contains(u"price_data"_s)) {
        return priceKind().create(transaction, given.value(u"price_data"_s).toObject(), transaction.shape());
    }
    return QJsonObject();
}

Attempt<LineFacts> factsOf(Transaction &transaction, const QJsonObject &given)
{
    const auto price = priceOf(transaction, given);
    if (!price) {
        return price.refusal();
    }
    if (isText(*price, u"type"_s, u"recurring"_s)) {
        return invalidParameter("",
            "The price specified is set to `type=recurring` but this field only accepts "
            "prices with `type=one_time`.",
            "price");
    }
    LineFacts facts;
    facts.price = *price;
    facts.quantity = given.value(u"quantity"_s).toInteger(1);
    const auto unit = given.value(u"unit_amount"_s).toInteger();
    facts.amount = price->isEmpty() ? given.value(u"amount"_s).toInteger(unit * facts.quantity)
                                    : amountOf(*price, facts.quantity);
    facts.description = given.value(u"description"_s).toString();
    if (facts.description.isEmpty() && !price->isEmpty()) {
        facts.description = quantityText(transaction, *price, facts.quantity);
    }
    const auto period = given.value(u"period"_s).toObject();
    facts.start = period.value(u"start"_s).toInteger(transaction.now());
    facts.end = period.value(u"end"_s).toInteger(transaction.now());
    facts.discountable = given.value(u"discountable"_s).toBool(facts.amount >= 0);
    facts.metadata = given.value(u"metadata"_s).toObject();
    facts.subscription = givenOr(given, u"subscription"_s);
    return facts;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    const auto customerId = textAt(given, u"customer"_s);
    const auto customer = findObject(transaction, customerKind(), customerId);
    if (!customer) {
        return noSuchObject("customer", customerId, "customer");
    }
    const auto subscription = textAt(given, u"subscription"_s);
    if (!subscription.empty() && !transaction.find("subscription", subscription)) {
        return noSuchObject("subscription", subscription, "subscription");
    }
    auto facts = factsOf(transaction, given);
    if (!facts) {
        return facts.refusal();
    }
    for (const auto &wanted : given.value(u"discounts"_s).toArray()) {
        const auto discount = grantDiscount(transaction, wanted.toObject(), { .customer = customerId });
        if (!discount) {
            return discount;
        }
        facts->discounts.append(discount->value(u"id"_s));
    }
    const auto currency = facts->price.isEmpty()
        ? given.value(u"currency"_s).toString(customer->value(u"currency"_s).toString(u"usd"_s))
        : facts->price.value(u"currency"_s).toString();
    const auto item = addInvoiceItem(transaction, *customer, *facts, currency);
    const auto invoiceId = textAt(given, u"invoice"_s);
    return invoiceId.empty() ? Attempt<QJsonObject>(item) : addToDraft(transaction, invoiceId, item);
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &item, const QJsonObject &given)
{
    auto after = item;
    auto metadata = withMetadata(item.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    after.insert(u"metadata"_s, *metadata);
    for (const auto &name :
        { u"amount"_s, u"description"_s, u"discountable"_s, u"quantity"_s, u"period"_s }) {
        after.insert(name, givenOr(given, name, item.value(name)));
    }
    const auto price = item.value(u"_price"_s).toObject();
    if (given.contains(u"quantity"_s) && !price.isEmpty()) {
        after.insert(u"amount"_s, number(amountOf(price, after.value(u"quantity"_s).toInteger())));
    }
    after.insert(u"net_amount"_s, after.value(u"amount"_s));
    after.insert(u"quantity_decimal"_s, QString::number(after.value(u"quantity"_s).toInteger()));
    if (item.value(u"invoice"_s).isString()) {
        if (auto refused = replaceInDraft(transaction, item, after)) {
            return *refused;
        }
    }
    transaction.put("invoiceitem", after);
    return after;
}

std::optional<Refusal> remove(Transaction &transaction, const QJsonObject &item)
{
    if (item.value(u"invoice"_s).isString()) {
        if (auto refused = replaceInDraft(transaction, item, {})) {
            return refused;
        }
    }
    transaction.remove("invoiceitem", textAt(item, u"id"_s));
    tell(transaction, invoiceItemKind(), "invoiceitem.deleted", item);
    return std::nullopt;
}

QJsonObject present(const QJsonObject &item, const Look &look)
{
    auto shownItem = item;
    shownItem.remove(u"created"_s);
    if (!item.value(u"proration"_s).toBool()) {
        shownItem.remove(u"proration_details"_s);
    }
    if (look.shape.basil) {
        return shownItem;
    }
    const auto price = item.value(u"_price"_s).toObject();
    const bool recurs = isText(price, u"type"_s, u"recurring"_s);
    shownItem.insert(u"price"_s, price.isEmpty() ? null() : QJsonValue(shown(priceKind(), price, look)));
    shownItem.insert(u"plan"_s, recurs ? QJsonValue(shown(planKind(), price, look)) : null());
    shownItem.insert(u"subscription"_s, item.value(u"_subscription"_s));
    shownItem.insert(
        u"unit_amount"_s, price.isEmpty() ? item.value(u"amount"_s) : price.value(u"unit_amount"_s));
    if (const auto part = valueAt(item, u"parent.subscription_details.subscription_item"_s);
        part.isString()) {
        shownItem.insert(u"subscription_item"_s, part);
    }
    shownItem.remove(u"parent"_s);
    shownItem.remove(u"pricing"_s);
    return shownItem;
}

bool isPending(const QJsonObject &item, const QString &wanted, const Look & /*look*/)
{
    return item.value(u"invoice"_s).isNull() == booleanOf(wanted.toStdString());
}

} // namespace

const ObjectKind &invoiceItemKind()
{
    static const ObjectKind kind{ .object = "invoiceitem",
        .table = "invoiceitem",
        .path = "/v1/invoiceitems",
        .fields = itemFields(),
        .filters
        = { { "customer", "customer" }, { "invoice", "invoice" }, { "pending", "invoice", isPending } },
        .references
        = { { "customer", "customer" }, { "invoice", "invoice" }, { "pricing.price_details.price", "price" },
            { "parent.subscription_details.subscription", "subscription" },
            { "subscription", "subscription" } },
        .create = create,
        .update = update,
        .remove = remove,
        .present = present };
    return kind;
}

QJsonObject addInvoiceItem(
    Transaction &transaction, const QJsonObject &customer, const LineFacts &facts, const QString &currency)
{
    auto item = itemOf(transaction, customer, facts, currency);
    putNew(transaction, invoiceItemKind(), "invoiceitem.created", item);
    return item;
}

std::vector<QJsonObject> waitingItems(
    const Transaction &transaction, const QJsonObject &customer, const QJsonValue &subscription)
{
    auto items = documentsWith(transaction, "invoiceitem", u"customer"_s, customer.value(u"id"_s));
    std::erase_if(items, [&subscription](const QJsonObject &item) {
        const auto owner = item.value(u"_subscription"_s);
        return item.value(u"invoice"_s).isString() || (owner.isString() && owner != subscription);
    });
    std::reverse(items.begin(), items.end());
    return items;
}

} // namespace billhook::sandbox

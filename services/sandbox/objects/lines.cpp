#include "services/sandbox/objects/lines.h"

#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/plans.h"
#include "services/sandbox/objects/prices.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject prorationDetails()
{
    return { { u"credited_items"_s, null() } };
}

QJsonObject parentOf(const LineFacts &facts)
{
    const bool ofSubscription = facts.item.isString();
    QJsonObject details{ { u"invoice_item"_s, facts.invoiceItem }, { u"proration"_s, facts.proration },
        { u"proration_details"_s, prorationDetails() },
        { u"subscription"_s, facts.subscription.isString() ? facts.subscription : null() } };
    if (ofSubscription) {
        details.insert(u"subscription_item"_s, facts.item);
    }
    return { { u"invoice_item_details"_s, ofSubscription ? null() : QJsonValue(details) },
        { u"subscription_item_details"_s, ofSubscription ? QJsonValue(details) : null() },
        { u"type"_s, ofSubscription ? u"subscription_item_details"_s : u"invoice_item_details"_s } };
}

void addOldShape(QJsonObject &shownLine, const QJsonObject &line, const Look &look)
{
    const auto price = line.value(u"_price"_s).toObject();
    const auto parent = line.value(u"parent"_s).toObject();
    const auto details = parent.value(parent.value(u"type"_s).toString()).toObject();
    const bool recurs = isText(price, u"type"_s, u"recurring"_s);
    shownLine.insert(u"price"_s, price.isEmpty() ? null() : QJsonValue(shown(priceKind(), price, look)));
    shownLine.insert(u"plan"_s, recurs ? QJsonValue(shown(planKind(), price, look)) : null());
    shownLine.insert(u"proration"_s, details.value(u"proration"_s));
    shownLine.insert(u"proration_details"_s, prorationDetails());
    shownLine.insert(u"subscription"_s, details.value(u"subscription"_s));
    if (details.contains(u"subscription_item"_s)) {
        shownLine.insert(u"subscription_item"_s, details.value(u"subscription_item"_s));
    }
    const bool item = details.value(u"invoice_item"_s).isString();
    if (item) {
        shownLine.insert(u"invoice_item"_s, details.value(u"invoice_item"_s));
    }
    shownLine.insert(u"tax_amounts"_s, QJsonArray());
    shownLine.insert(u"tax_rates"_s, QJsonArray());
    shownLine.insert(u"type"_s, item ? u"invoiceitem"_s : u"subscription"_s);
    for (const auto &name : { u"parent"_s, u"pricing"_s, u"taxes"_s, u"subtotal"_s, u"quantity_decimal"_s }) {
        shownLine.remove(name);
    }
}

} // namespace

QJsonValue pricingFor(const QJsonObject &price)
{
    if (price.isEmpty()) {
        return null();
    }
    const auto decimal = price.value(u"unit_amount_decimal"_s);
    return QJsonObject{ { u"price_details"_s,
                            QJsonObject{ { u"price"_s, price.value(u"id"_s) },
                                { u"product"_s, price.value(u"product"_s) } } },
        { u"type"_s, u"price_details"_s },
        { u"unit_amount_decimal"_s, decimal.isString() ? decimal : null() } };
}

QJsonObject lineItem(Transaction &transaction, const LineFacts &facts, const QString &currency)
{
    return { { u"id"_s, text(transaction.newId("il")) }, { u"object"_s, u"line_item"_s },
        { u"amount"_s, number(facts.amount) }, { u"currency"_s, currency },
        { u"description"_s, facts.description }, { u"discount_amounts"_s, QJsonArray() },
        { u"discountable"_s, facts.discountable }, { u"discounts"_s, facts.discounts },
        { u"invoice"_s, null() }, { u"livemode"_s, false }, { u"metadata"_s, facts.metadata },
        { u"parent"_s, parentOf(facts) },
        { u"period"_s, QJsonObject{ { u"end"_s, number(facts.end) }, { u"start"_s, number(facts.start) } } },
        { u"pretax_credit_amounts"_s, QJsonArray() }, { u"pricing"_s, pricingFor(facts.price) },
        { u"quantity"_s, number(facts.quantity) }, { u"quantity_decimal"_s, QString::number(facts.quantity) },
        { u"subscription"_s, facts.subscription.isString() ? facts.subscription : null() },
        { u"subtotal"_s, number(facts.amount) }, { u"taxes"_s, QJsonArray() }, { u"_price"_s, facts.price } };
}

QJsonObject lineOfItem(Transaction &transaction, const QJsonObject &invoiceItem)
{
    const auto details = valueAt(invoiceItem, u"parent.subscription_details"_s).toObject();
    const auto period = invoiceItem.value(u"period"_s).toObject();
    LineFacts facts;
    facts.description = invoiceItem.value(u"description"_s).toString();
    facts.amount = invoiceItem.value(u"amount"_s).toInteger();
    facts.price = invoiceItem.value(u"_price"_s).toObject();
    facts.quantity = invoiceItem.value(u"quantity"_s).toInteger();
    facts.start = period.value(u"start"_s).toInteger();
    facts.end = period.value(u"end"_s).toInteger();
    facts.subscription = details.value(u"subscription"_s);
    facts.item = details.value(u"subscription_item"_s);
    facts.invoiceItem = invoiceItem.value(u"id"_s);
    facts.discounts = invoiceItem.value(u"discounts"_s).toArray();
    facts.metadata = invoiceItem.value(u"metadata"_s).toObject();
    facts.proration = invoiceItem.value(u"proration"_s).toBool();
    facts.discountable = invoiceItem.value(u"discountable"_s).toBool();
    return lineItem(transaction, facts, invoiceItem.value(u"currency"_s).toString());
}

QJsonObject shownLine(const QJsonObject &line, const Look &look)
{
    auto shown = line;
    shown.remove(u"_price"_s);
    if (!look.shape.basil) {
        addOldShape(shown, line, look);
    }
    return shown;
}

QString quantityText(const Transaction &transaction, const QJsonObject &price, std::int64_t quantity)
{
    const auto product = transaction.find("product", textAt(price, u"product"_s));
    const auto name = product ? product->value(u"name"_s).toString() : price.value(u"nickname"_s).toString();
    return QString::number(quantity) + u" × "_s + name;
}

} // namespace billhook::sandbox

#include "services/sandbox/objects/prorations.h"

#include "services/sandbox/engine/pricedamounts.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoiceitems.h"
#include "services/sandbox/objects/lines.h"
#include "services/sandbox/objects/subscriptions.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

bool isMetered(const QJsonObject &price)
{
    return valueAt(price, u"recurring.usage_type"_s).toString() == u"metered"_s;
}

QJsonArray discountsFor(
    const Transaction &transaction, const QJsonObject &subscription, const QJsonObject &item)
{
    auto ids = item.value(u"discounts"_s).toArray();
    const auto own = subscription.value(u"discounts"_s).toArray();
    for (const auto &id : own) {
        ids.append(id);
    }
    const auto customers = customerOf(transaction, subscription).value(u"discount"_s);
    if (own.isEmpty() && customers.isString()) {
        ids.append(customers);
    }
    return ids;
}

void addProration(Transaction &transaction, const QJsonObject &subscription, const QJsonObject &item,
    Seconds at, bool credit)
{
    const auto price = priceOf(transaction, item);
    const auto period = periodOf(subscription);
    if (isMetered(price) || at >= period.end) {
        return;
    }
    const auto amount
        = prorated(netAmount(transaction, subscription, item), period.end - at, period.end - period.start);
    const auto quantity = item.value(u"quantity"_s).toInteger(1);
    LineFacts facts;
    facts.amount = credit ? -amount : amount;
    facts.description = (credit ? u"Unused time on "_s : u"Remaining time on "_s)
        + quantityText(transaction, price, quantity) + u" after "_s + QString::fromStdString(isoDate(at));
    facts.price = price;
    facts.quantity = quantity;
    facts.start = at;
    facts.end = period.end;
    facts.subscription = subscription.value(u"id"_s);
    facts.item = item.value(u"id"_s);
    facts.proration = true;
    facts.discountable = false;
    addInvoiceItem(transaction, customerOf(transaction, subscription), facts,
        subscription.value(u"currency"_s).toString());
}

QJsonObject itemNamed(const QJsonObject &subscription, const QJsonValue &id)
{
    for (const auto &item : entriesOf(subscription, u"items"_s)) {
        if (item[u"id"_s] == id) {
            return item.toObject();
        }
    }
    return {};
}

bool costsTheSame(const QJsonObject &one, const QJsonObject &other)
{
    return one.value(u"price"_s) == other.value(u"price"_s)
        && one.value(u"quantity"_s) == other.value(u"quantity"_s);
}

} // namespace

std::int64_t netAmount(
    const Transaction &transaction, const QJsonObject &subscription, const QJsonObject &item)
{
    auto amount = amountOf(priceOf(transaction, item), item.value(u"quantity"_s).toInteger(1));
    for (const auto &id : discountsFor(transaction, subscription, item)) {
        const auto discount = transaction.find("discount", id.toString().toStdString());
        if (!discount || !runs(*discount, transaction.now())) {
            continue;
        }
        const auto percent = couponOf(*discount).value(u"percent_off"_s);
        amount -= percent.isDouble() ? percentageOf(amount, percent) : 0;
    }
    return amount;
}

void creditUnused(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &item, Seconds at)
{
    addProration(transaction, subscription, item, at, true);
}

void chargeRemaining(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &item, Seconds at)
{
    addProration(transaction, subscription, item, at, false);
}

void prorateChange(Transaction &transaction, const QJsonObject &before, const QJsonObject &after, Seconds at)
{
    for (const auto &entry : entriesOf(before, u"items"_s)) {
        const auto item = entry.toObject();
        const auto now = itemNamed(after, item.value(u"id"_s));
        if (!costsTheSame(item, now)) {
            creditUnused(transaction, before, item, at);
        }
        if (!now.isEmpty() && !costsTheSame(item, now)) {
            chargeRemaining(transaction, after, now, at);
        }
    }
    for (const auto &entry : entriesOf(after, u"items"_s)) {
        if (itemNamed(before, entry[u"id"_s]).isEmpty()) {
            chargeRemaining(transaction, after, entry.toObject(), at);
        }
    }
}

void creditAll(Transaction &transaction, const QJsonObject &subscription, Seconds at)
{
    for (const auto &item : entriesOf(subscription, u"items"_s)) {
        creditUnused(transaction, subscription, item.toObject(), at);
    }
}

} // namespace billhook::sandbox

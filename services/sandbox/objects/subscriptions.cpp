#include "services/sandbox/objects/subscriptions.h"

#include "services/sandbox/engine/pricedamounts.h"
#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/lines.h"
#include "services/sandbox/objects/plans.h"
#include "services/sandbox/objects/prices.h"
#include "services/sandbox/objects/subscriptionchange.h"
#include "services/sandbox/objects/subscriptionend.h"
#include "services/sandbox/objects/subscriptionfields.h"
#include "services/sandbox/objects/subscriptionstart.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject shownItem(const QJsonObject &item, const Look &look)
{
    auto shownOne = item;
    const auto price = look.transaction.find("price", textAt(item, u"price"_s));
    if (price) {
        shownOne.insert(u"price"_s, shown(priceKind(), *price, look));
        shownOne.insert(u"plan"_s, shown(planKind(), *price, look));
    }
    if (!look.shape.basil) {
        shownOne.remove(u"current_period_start"_s);
        shownOne.remove(u"current_period_end"_s);
        shownOne.remove(u"current_trial"_s);
    }
    return shownOne;
}

void addOldShape(QJsonObject &shownOne, const QJsonObject &subscription, const Look &look)
{
    const auto period = periodOf(subscription);
    const auto items = entriesOf(shownOne, u"items"_s);
    const auto discounts = subscription.value(u"discounts"_s).toArray();
    const bool single = items.size() == 1;
    shownOne.insert(u"current_period_start"_s, number(period.start));
    shownOne.insert(u"current_period_end"_s, number(period.end));
    shownOne.insert(u"discount"_s, discounts.isEmpty() ? null() : shownDiscount(discounts.first(), look));
    shownOne.insert(u"plan"_s, single ? items.first()[u"plan"_s] : null());
    const auto quantity = single ? items.first()[u"quantity"_s] : null();
    shownOne.insert(u"quantity"_s, quantity.isUndefined() ? null() : quantity);
    for (const auto &name :
        { u"billing_mode"_s, u"billing_schedules"_s, u"status_details"_s, u"managed_payments"_s }) {
        shownOne.remove(name);
    }
}

QJsonObject present(const QJsonObject &subscription, const Look &look)
{
    auto shownOne = subscription;
    QJsonArray items;
    for (const auto &item : entriesOf(subscription, u"items"_s)) {
        items.append(shownItem(item.toObject(), look));
    }
    setEntries(shownOne, u"items"_s, items);
    if (!isText(subscription, u"status"_s, u"paused"_s)) {
        shownOne.remove(u"status_details"_s);
    }
    if (!look.shape.basil) {
        addOldShape(shownOne, subscription, look);
    }
    return shownOne;
}

bool hasStatus(const QJsonObject &subscription, const QString &wanted, const Look & /*look*/)
{
    const auto status = subscription.value(u"status"_s).toString();
    if (wanted == u"all"_s) {
        return true;
    }
    if (wanted == u"ended"_s) {
        return hasEnded(subscription);
    }
    return wanted.isEmpty() ? status != u"canceled"_s : status == wanted;
}

bool hasPrice(const QJsonObject &subscription, const QString &wanted, const Look & /*look*/)
{
    const auto items = entriesOf(subscription, u"items"_s);
    return std::any_of(items.begin(), items.end(),
        [&wanted](const QJsonValue &item) { return item[u"price"_s].toString() == wanted; });
}

bool endsUntil(const QJsonObject &subscription, const QString &wanted, const Look & /*look*/)
{
    return periodOf(subscription).end <= wanted.toLongLong();
}

bool endsFrom(const QJsonObject &subscription, const QString &wanted, const Look & /*look*/)
{
    return periodOf(subscription).end >= wanted.toLongLong();
}

QJsonArray without(const QJsonValue &ids, const QString &id)
{
    QJsonArray rest;
    for (const auto &one : ids.toArray()) {
        if (one.toString() != id) {
            rest.append(one);
        }
    }
    return rest;
}

Attempt<QJsonObject> removeDiscount(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject & /*given*/)
{
    const auto ids = subscription.value(u"discounts"_s).toArray();
    if (ids.isEmpty()) {
        return noSuchObject("discount", textAt(subscription, u"id"_s));
    }
    for (const auto &id : ids) {
        dropDiscount(transaction, subscription, {}, id.toString());
    }
    return QJsonObject{ { u"id"_s, ids.first() }, { u"object"_s, u"discount"_s }, { u"deleted"_s, true } };
}

} // namespace

const ObjectKind &subscriptionKind()
{
    static const ObjectKind kind{ .object = "subscription",
        .table = "subscription",
        .path = "/v1/subscriptions",
        .fields = subscriptionFields(),
        .filters = { { "collection_method", "collection_method" }, { "customer", "customer" },
            { "price", "items", hasPrice }, { "status", "status", hasStatus, true },
            { "test_clock", "test_clock" }, { "current_period_end[lte]", "", endsUntil },
            { "current_period_end[gte]", "", endsFrom } },
        .references = { { "customer", "customer" }, { "default_payment_method", "payment_method" },
            { "discounts", "discount" }, { "latest_invoice", "invoice" },
            { "pending_setup_intent", "setup_intent" }, { "schedule", "subscription_schedule" },
            { "test_clock", "test_helpers.test_clock" }, { "items.discounts", "discount" } },
        .searchable = { { "canceled_at" }, { "created" }, { "metadata" }, { "status" } },
        .actions = { { "", cancelSubscription, cancelFields(), "DELETE" },
            { "resume", resumeSubscription, resumeFields() }, { "pause", pauseSubscription, pauseFields() },
            { "discount", removeDiscount, {}, "DELETE", false, {}, true } },
        .create = startSubscription,
        .update = updateSubscription,
        .present = present };
    return kind;
}

Period periodOf(const QJsonObject &subscription)
{
    const auto items = entriesOf(subscription, u"items"_s);
    const auto first = items.isEmpty() ? QJsonObject() : items.first().toObject();
    return { first.value(u"current_period_start"_s).toInteger(),
        first.value(u"current_period_end"_s).toInteger() };
}

void setPeriod(QJsonObject &subscription, const Period &period)
{
    QJsonArray items;
    for (const auto &entry : entriesOf(subscription, u"items"_s)) {
        auto item = entry.toObject();
        item.insert(u"current_period_start"_s, number(period.start));
        item.insert(u"current_period_end"_s, number(period.end));
        items.append(item);
    }
    setEntries(subscription, u"items"_s, items);
}

Interval intervalOf(const Transaction &transaction, const QJsonObject &subscription)
{
    const auto items = entriesOf(subscription, u"items"_s);
    return intervalOf(priceOf(transaction, items.first().toObject()));
}

QJsonObject customerOf(const Transaction &transaction, const QJsonObject &subscription)
{
    return transaction.find("customer", textAt(subscription, u"customer"_s)).value_or(QJsonObject());
}

QJsonObject priceOf(const Transaction &transaction, const QJsonObject &item)
{
    return transaction.find("price", textAt(item, u"price"_s)).value_or(QJsonObject());
}

QJsonArray periodLines(Transaction &transaction, const QJsonObject &subscription)
{
    const bool trial = isText(subscription, u"status"_s, u"trialing"_s);
    const auto period = periodOf(subscription);
    QJsonArray lines;
    for (const auto &entry : entriesOf(subscription, u"items"_s)) {
        const auto item = entry.toObject();
        const auto price = priceOf(transaction, item);
        LineFacts facts;
        facts.quantity
            = item.value(u"quantity"_s)
                  .toInteger(valueAt(price, u"recurring.usage_type"_s).toString() == u"metered"_s ? 0 : 1);
        facts.amount = trial ? 0 : amountOf(price, facts.quantity);
        facts.description
            = (trial ? u"Trial period for "_s : QString()) + quantityText(transaction, price, facts.quantity);
        facts.price = price;
        facts.start = period.start;
        facts.end = period.end;
        facts.subscription = subscription.value(u"id"_s);
        facts.item = item.value(u"id"_s);
        facts.discounts = item.value(u"discounts"_s).toArray();
        facts.metadata = subscription.value(u"metadata"_s).toObject();
        lines.append(lineItem(transaction, facts, subscription.value(u"currency"_s).toString()));
    }
    return lines;
}

void changeSubscription(Transaction &transaction, const QJsonObject &before, const QJsonObject &after)
{
    putChange(transaction, subscriptionKind(), "customer.subscription.updated", before, after);
}

QJsonObject endSubscription(
    Transaction &transaction, const QJsonObject &subscription, const std::string &reason)
{
    auto after = subscription;
    const auto at = number(transaction.now());
    after.insert(u"status"_s, u"canceled"_s);
    after.insert(u"ended_at"_s, at);
    if (!subscription.value(u"canceled_at"_s).isDouble()) {
        after.insert(u"canceled_at"_s, at);
    }
    if (!valueAt(subscription, u"cancellation_details.reason"_s).isString()) {
        setAt(after, u"cancellation_details.reason"_s, text(reason));
    }
    after.insert(u"pending_update"_s, null());
    putNew(transaction, subscriptionKind(), "customer.subscription.deleted", after);
    for (const auto &invoice :
        documentsWith(transaction, "invoice", u"customer"_s, subscription.value(u"customer"_s))) {
        const auto status = invoice.value(u"status"_s).toString();
        const auto owner = valueAt(invoice, u"parent.subscription_details.subscription"_s);
        if (owner == subscription.value(u"id"_s) && (status == u"open"_s || status == u"draft"_s)) {
            stopCollecting(transaction, invoice);
        }
    }
    return after;
}

void endSubscriptionsOf(Transaction &transaction, const QJsonObject &customer)
{
    for (const auto &subscription :
        documentsWith(transaction, "subscription", u"customer"_s, customer.value(u"id"_s))) {
        if (!hasEnded(subscription)) {
            endSubscription(transaction, subscription, "cancellation_requested");
        }
    }
}

void dropDiscount(Transaction &transaction, const QJsonObject &subscription, const QJsonObject &customer,
    const QString &discountId)
{
    if (const auto kept = transaction.find("subscription", textAt(subscription, u"id"_s))) {
        auto after = *kept;
        after.insert(u"discounts"_s, without(kept->value(u"discounts"_s), discountId));
        QJsonArray items;
        for (const auto &entry : entriesOf(*kept, u"items"_s)) {
            auto item = entry.toObject();
            item.insert(u"discounts"_s, without(item.value(u"discounts"_s), discountId));
            items.append(item);
        }
        setEntries(after, u"items"_s, items);
        changeSubscription(transaction, *kept, after);
    }
    if (customer.value(u"discount"_s).toString() == discountId) {
        if (const auto kept = transaction.find("customer", textAt(customer, u"id"_s))) {
            auto after = *kept;
            after.insert(u"discount"_s, null());
            changeCustomer(transaction, *kept, after);
        }
    }
    endDiscount(transaction, discountId.toStdString());
}

bool isFlexible(const QJsonObject &subscription)
{
    return valueAt(subscription, u"billing_mode.type"_s).toString() == u"flexible"_s;
}

bool hasEnded(const QJsonObject &subscription)
{
    const auto status = subscription.value(u"status"_s).toString();
    return status == u"canceled"_s || status == u"incomplete_expired"_s;
}

} // namespace billhook::sandbox

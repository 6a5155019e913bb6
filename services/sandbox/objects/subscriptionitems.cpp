#include "services/sandbox/objects/subscriptionitems.h"

#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/subscriptionchange.h"
#include "services/sandbox/objects/subscriptionfields.h"
#include "services/sandbox/objects/subscriptions.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> fieldsOfCalls()
{
    auto fields = itemFields();
    std::erase_if(fields, [](const Field &field) { return field.name == "id" || field.name == "deleted"; });
    fields.push_back({ .name = "subscription", .use = Use::Create, .required = true });
    fields.push_back(choiceField("proration_behavior", { "always_invoice", "create_prorations", "none" }));
    fields.push_back(integerField("proration_date"));
    fields.push_back(choiceField("payment_behavior",
        { "allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete" }));
    return fields;
}

/** The same change as one of the subscription's own update. */
QJsonObject asUpdate(QJsonObject given, const QJsonValue &itemId)
{
    QJsonObject update;
    for (const auto &name : { u"proration_behavior"_s, u"proration_date"_s, u"payment_behavior"_s }) {
        if (given.contains(name)) {
            update.insert(name, given.take(name));
        }
    }
    given.remove(u"subscription"_s);
    if (itemId.isString()) {
        given.insert(u"id"_s, itemId);
    }
    update.insert(u"items"_s, QJsonArray{ given });
    return update;
}

/** The shadow of an item; its content is the subscription's. */
QJsonObject shadowOf(const QJsonValue &item, const QJsonObject &subscription)
{
    return { { u"id"_s, item[u"id"_s] }, { u"object"_s, u"subscription_item"_s },
        { u"subscription"_s, subscription.value(u"id"_s) }, { u"created"_s, item[u"created"_s] } };
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    const auto id = textAt(given, u"subscription"_s);
    const auto subscription = transaction.find("subscription", id);
    if (!subscription) {
        return noSuchObject("subscription", id, "subscription");
    }
    const auto after = updateSubscription(transaction, *subscription, asUpdate(given, null()));
    if (!after) {
        return after;
    }
    return shadowOf(entriesOf(*after, u"items"_s).last(), *after);
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &item, const QJsonObject &given)
{
    const auto subscription = transaction.find("subscription", textAt(item, u"subscription"_s));
    const auto after = updateSubscription(transaction, *subscription, asUpdate(given, item.value(u"id"_s)));
    return after ? Attempt<QJsonObject>(item) : after;
}

std::optional<Refusal> remove(Transaction &transaction, const QJsonObject &item)
{
    const auto subscription = transaction.find("subscription", textAt(item, u"subscription"_s));
    const QJsonObject gone{ { u"deleted"_s, true } };
    const auto after = updateSubscription(transaction, *subscription, asUpdate(gone, item.value(u"id"_s)));
    return after ? std::nullopt : std::optional(after.refusal());
}

QJsonObject present(const QJsonObject &shadow, const Look &look)
{
    const auto subscription = look.transaction.find("subscription", textAt(shadow, u"subscription"_s));
    const auto shownSubscription
        = subscription ? shown(subscriptionKind(), *subscription, look) : QJsonObject();
    for (const auto &item : entriesOf(shownSubscription, u"items"_s)) {
        if (item[u"id"_s] == shadow.value(u"id"_s)) {
            return item.toObject();
        }
    }
    return shadow;
}

} // namespace

const ObjectKind &subscriptionItemKind()
{
    static const ObjectKind kind{ .object = "subscription_item",
        .table = "subscription_item",
        .path = "/v1/subscription_items",
        .fields = fieldsOfCalls(),
        .filters = { { "subscription", "subscription" } },
        .references = { { "discounts", "discount" } },
        .create = create,
        .update = update,
        .remove = remove,
        .present = present };
    return kind;
}

} // namespace billhook::sandbox

#include "services/sandbox/objects/subscriptionobjects.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/catalogobjects.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject itemObject(const Item &item, const Subscription &subscription, const ApiShape &shape)
{
    QJsonObject object{ { u"id"_s, text(item.id) }, { u"object"_s, u"subscription_item"_s },
        { u"billing_thresholds"_s, null() }, { u"created"_s, number(item.created) },
        { u"discounts"_s, discountIds(item.discounts) }, { u"metadata"_s, QJsonObject() },
        { u"plan"_s, planObject(*item.price) }, { u"price"_s, priceObject(*item.price) },
        { u"subscription"_s, text(subscription.id) }, { u"tax_rates"_s, QJsonArray() } };
    if (!item.price->metered) {
        object.insert(u"quantity"_s, number(item.quantity));
    }
    if (shape.basil) {
        object.insert(u"current_period_start"_s, number(subscription.periodStart));
        object.insert(u"current_period_end"_s, number(subscription.periodEnd));
    }
    return object;
}

QJsonObject itemList(const Subscription &subscription, const ApiShape &shape)
{
    QJsonArray items;
    for (const auto &item : subscription.items) {
        items.append(itemObject(item, subscription, shape));
    }
    return listOf(items, u"/v1/subscription_items?subscription="_s + QString::fromStdString(subscription.id));
}

QJsonValue pauseCollection(const Subscription &subscription)
{
    if (subscription.pauseBehavior.empty()) {
        return null();
    }
    return QJsonObject{ { u"behavior"_s, text(subscription.pauseBehavior) },
        { u"resumes_at"_s, numberOrNull(subscription.pauseResumesAt) } };
}

void addEnd(QJsonObject &object, const Subscription &subscription)
{
    object.insert(u"cancel_at"_s, numberOrNull(subscription.cancelAt));
    object.insert(u"cancel_at_period_end"_s, subscription.cancelAtPeriodEnd);
    object.insert(u"canceled_at"_s, numberOrNull(subscription.canceledAt));
    object.insert(u"cancellation_details"_s,
        QJsonObject{ { u"comment"_s, textOrNull(subscription.comment) },
            { u"feedback"_s, textOrNull(subscription.feedback) },
            { u"reason"_s, textOrNull(subscription.cancellationReason) } });
    object.insert(u"ended_at"_s, numberOrNull(subscription.endedAt));
}

/** The fields that only the shape before basil has at the top. */
void addOldShape(QJsonObject &object, const Subscription &subscription, const ApiShape &shape)
{
    object.insert(u"current_period_start"_s, number(subscription.periodStart));
    object.insert(u"current_period_end"_s, number(subscription.periodEnd));
    object.insert(u"billing_thresholds"_s, null());
    object.insert(u"discount"_s,
        subscription.discounts.empty() ? null()
                                       : QJsonValue(discountObject(subscription.discounts.front(), shape)));
    const bool single = subscription.items.size() == 1;
    const auto &first = subscription.items.front();
    object.insert(u"plan"_s, single ? QJsonValue(planObject(*first.price)) : null());
    object.insert(u"quantity"_s, single && !first.price->metered ? number(first.quantity) : null());
}

void addNewShape(QJsonObject &object)
{
    object.insert(u"billing_mode"_s, QJsonObject{ { u"flexible"_s, null() }, { u"type"_s, u"classic"_s } });
    object.insert(u"billing_cycle_anchor_config"_s, null());
    object.insert(u"invoice_settings"_s,
        QJsonObject{
            { u"account_tax_ids"_s, null() }, { u"issuer"_s, QJsonObject{ { u"type"_s, u"self"_s } } } });
}

QJsonObject paymentSettings()
{
    return { { u"payment_method_options"_s, null() }, { u"payment_method_types"_s, null() },
        { u"save_default_payment_method"_s, u"off"_s } };
}

} // namespace

QJsonObject subscriptionObject(const Subscription &subscription, const ApiShape &shape)
{
    QJsonObject object{ { u"id"_s, text(subscription.id) }, { u"object"_s, u"subscription"_s },
        { u"application"_s, null() }, { u"application_fee_percent"_s, null() },
        { u"automatic_tax"_s,
            QJsonObject{
                { u"disabled_reason"_s, null() }, { u"enabled"_s, false }, { u"liability"_s, null() } } },
        { u"billing_cycle_anchor"_s, number(subscription.anchor) },
        { u"collection_method"_s, u"charge_automatically"_s }, { u"created"_s, number(subscription.created) },
        { u"currency"_s, text(subscription.currency) }, { u"customer"_s, text(subscription.customerId) },
        { u"days_until_due"_s, null() },
        { u"default_payment_method"_s, textOrNull(subscription.defaultPaymentMethodId) },
        { u"default_source"_s, null() }, { u"default_tax_rates"_s, QJsonArray() },
        { u"description"_s, null() }, { u"discounts"_s, discountIds(subscription.discounts) },
        { u"items"_s, itemList(subscription, shape) },
        { u"latest_invoice"_s, textOrNull(subscription.latestInvoiceId) }, { u"livemode"_s, false },
        { u"metadata"_s, metadataObject(subscription.metadata) },
        { u"next_pending_invoice_item_invoice"_s, null() }, { u"on_behalf_of"_s, null() },
        { u"pause_collection"_s, pauseCollection(subscription) },
        { u"payment_settings"_s, paymentSettings() }, { u"pending_invoice_item_interval"_s, null() },
        { u"pending_setup_intent"_s, null() }, { u"pending_update"_s, null() }, { u"schedule"_s, null() },
        { u"start_date"_s, number(subscription.created) }, { u"status"_s, text(subscription.status) },
        { u"test_clock"_s, null() }, { u"transfer_data"_s, null() },
        { u"trial_end"_s, numberOrNull(subscription.trialEnd) },
        { u"trial_settings"_s,
            QJsonObject{
                { u"end_behavior"_s, QJsonObject{ { u"missing_payment_method"_s, u"pause"_s } } } } },
        { u"trial_start"_s, numberOrNull(subscription.trialStart) } };
    addEnd(object, subscription);
    if (shape.basil) {
        addNewShape(object);
    } else {
        addOldShape(object, subscription, shape);
    }
    return object;
}

} // namespace billhook::sandbox

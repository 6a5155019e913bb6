#pragma once

#include "services/sandbox/engine/intervals.h"
#include "services/sandbox/objects/objectkind.h"

#include <QJsonArray>

#include <string>

namespace billhook::sandbox {

const ObjectKind &subscriptionKind();

/** The period that is paid for, as every item of the subscription has it. */
struct Period
{
    Seconds start = 0;
    Seconds end = 0;
};
Period periodOf(const QJsonObject &subscription);
void setPeriod(QJsonObject &subscription, const Period &period);

/** How often it is billed: all of its items share that. */
Interval intervalOf(const Transaction &transaction, const QJsonObject &subscription);

/** Whom a subscription, an invoice or whatever else has a `customer` belongs to; empty: nobody any more. */
QJsonObject customerOf(const Transaction &transaction, const QJsonObject &subscription);

/** The price of an item, whose `price` is its id. */
QJsonObject priceOf(const Transaction &transaction, const QJsonObject &item);

/** One line an item for the whole of the current period; free ones while a trial runs. */
QJsonArray periodLines(Transaction &transaction, const QJsonObject &subscription);

/** Puts a change and tells it as customer.subscription.updated. */
void changeSubscription(Transaction &transaction, const QJsonObject &before, const QJsonObject &after);

/** Ends it for good: status canceled, told as customer.subscription.deleted. */
QJsonObject endSubscription(
    Transaction &transaction, const QJsonObject &subscription, const std::string &reason);
void endSubscriptionsOf(Transaction &transaction, const QJsonObject &customer);

/** Takes a discount from the subscription, its items or the customer, whoever has it. */
void dropDiscount(Transaction &transaction, const QJsonObject &subscription, const QJsonObject &customer,
    const QString &discountId);

bool isFlexible(const QJsonObject &subscription);
bool hasEnded(const QJsonObject &subscription);

} // namespace billhook::sandbox

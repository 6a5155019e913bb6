#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

/** Puts `cancel_at_period_end` and `cancel_at` of a call over a subscription; false and empty undo them. */
void takeCancelTerms(
    const Transaction &transaction, const QJsonObject &before, QJsonObject &after, const QJsonObject &given);

Attempt<QJsonObject> cancelSubscription(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given);
Attempt<QJsonObject> pauseSubscription(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given);
Attempt<QJsonObject> resumeSubscription(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given);

/** Status paused, for one of Stripe's reasons. */
QJsonObject pauseFor(Transaction &transaction, const QJsonObject &subscription, const QString &reason);

/** An invoice of what waits for it; nothing when nothing does. */
void invoiceWaiting(Transaction &transaction, const QJsonObject &subscription);

} // namespace billhook::sandbox

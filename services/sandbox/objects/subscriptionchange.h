#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

/** POST /v1/subscriptions/{id}: terms, items with their prorations, trial, anchor, cancellation. */
Attempt<QJsonObject> updateSubscription(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given);

/** The subscription with a change put over it that has waited for a payment. */
QJsonObject withPendingUpdate(Transaction &transaction, const QJsonObject &subscription);

} // namespace billhook::sandbox

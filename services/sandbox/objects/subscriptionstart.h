#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

/** POST /v1/subscriptions: the subscription, its first invoice and, as far as that is asked for, its payment.
 */
Attempt<QJsonObject> startSubscription(
    Transaction &transaction, const QJsonObject &given, const ApiShape &shape);

/** Grants what `discounts` and `coupon` of a call ask for; the ids. */
Attempt<QJsonArray> grantedDiscounts(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given);

/** When a trial that a call asks for ends; none without one. `now` is the transaction's time. */
Attempt<std::optional<Seconds>> trialEndOf(const Transaction &transaction, const QJsonObject &given);

/** Makes the draft open and charges it as `payment_behavior` says. */
std::optional<Refusal> collectNow(
    Transaction &transaction, const QJsonObject &draft, const QString &behavior);

} // namespace billhook::sandbox

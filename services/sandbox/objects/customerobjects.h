#pragma once

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/eventwriter.h"
#include "services/sandbox/engine/records.h"

#include <QJsonObject>

namespace billhook::sandbox {

QJsonObject customerObject(const Customer &customer, const ApiShape &shape);

/** A card as a PaymentMethod; `customerId` empty once it is detached. */
QJsonObject paymentMethodObject(const Card &card, const Customer &customer, const std::string &customerId);

QJsonObject cardDetails(const Card &card); ///< the `card` hash of payment_method_details

// Objects nobody projects; their events are part of what an endpoint gets.
QJsonObject checkoutSessionObject(const Customer &customer, Seconds at, EventWriter &events);
QJsonObject portalSessionObject(const Customer &customer, Seconds at, EventWriter &events);

} // namespace billhook::sandbox

#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

// What time and payments do to a subscription.

/** When something happens to it by itself next; none when nothing will. */
std::optional<Seconds> nextMoment(const Transaction &transaction, const QJsonObject &subscription);
/** Does the one thing that is due first at the transaction's time. */
void liveOn(Transaction &transaction, const QJsonObject &subscription);

// Called when an invoice of any kind has been paid, refused, made void, or tried for the last time.
void invoicePaid(Transaction &transaction, const QJsonObject &invoice);
void invoiceFailed(Transaction &transaction, const QJsonObject &invoice);
void invoiceVoided(Transaction &transaction, const QJsonObject &invoice);
void retriesExhausted(Transaction &transaction, const QJsonObject &invoice);

} // namespace billhook::sandbox

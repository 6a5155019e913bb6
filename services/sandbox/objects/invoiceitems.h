#pragma once

#include "services/sandbox/objects/lines.h"
#include "services/sandbox/objects/objectkind.h"

#include <vector>

namespace billhook::sandbox {

const ObjectKind &invoiceItemKind();

/** Puts what waits for the next invoice of a customer or, where `facts` names one, of a subscription. */
QJsonObject addInvoiceItem(
    Transaction &transaction, const QJsonObject &customer, const LineFacts &facts, const QString &currency);

/** What waits for an invoice of that subscription, oldest first; for one of no subscription: what has none.
 */
std::vector<QJsonObject> waitingItems(
    const Transaction &transaction, const QJsonObject &customer, const QJsonValue &subscription);

} // namespace billhook::sandbox

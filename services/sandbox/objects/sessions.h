#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <string>

namespace billhook::sandbox {

const ObjectKind &checkoutSessionKind();
const ObjectKind &portalSessionKind();

std::optional<Seconds> nextOfCheckout(const Transaction &transaction, const QJsonObject &session);
void expireCheckout(Transaction &transaction, const QJsonObject &session);

/** The customer has filled in the page with that card's number: what was to be bought is. */
Attempt<QJsonObject> completeCheckout(
    Transaction &transaction, const QJsonObject &session, const std::string &cardNumber);

} // namespace billhook::sandbox

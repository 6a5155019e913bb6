#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <string>

namespace billhook::sandbox {

const ObjectKind &paymentMethodKind();

/** The payment method with that id; a fresh one for names of test cards such as pm_card_visa. */
Attempt<QJsonObject> paymentMethodNamed(
    Transaction &transaction, const std::string &id, const std::string &param);

/** Gives it to the customer, unless its bank refuses. */
Attempt<QJsonObject> attachPaymentMethod(
    Transaction &transaction, const QJsonObject &method, const QJsonObject &customer);

/** The customer's own payment method with that id, or why it can't be used for the customer. */
Attempt<QJsonObject> ownPaymentMethod(
    Transaction &transaction, const std::string &id, const QJsonObject &customer, const std::string &param);

/** The error of a call whose card was refused; what the call has changed stays. */
Refusal cardRefusal(const std::string &declineCode, const QJsonObject &method);

} // namespace billhook::sandbox

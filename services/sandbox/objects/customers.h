#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <cstdint>
#include <string>

namespace billhook::sandbox {

const ObjectKind &customerKind();
const ObjectKind &balanceTransactionKind();

/** Applies a change to a customer and tells it. */
void changeCustomer(Transaction &transaction, const QJsonObject &before, const QJsonObject &after);

/** Adds to what the customer owes (or, negative, is owed), with the entry that says why. */
QJsonObject moveBalance(Transaction &transaction, const QJsonObject &customer, std::int64_t amount,
    const std::string &type, const QJsonValue &invoice);

/** The payment method a charge of the customer uses when nothing else says; empty: none. */
std::string defaultMethodOf(const QJsonObject &customer);

} // namespace billhook::sandbox

#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <string>

namespace billhook::sandbox {

const ObjectKind &setupIntentKind();

/** Asks for a payment method for what a subscription will cost later. */
void addSetupIntent(Transaction &transaction, const std::string &subscriptionId);

} // namespace billhook::sandbox

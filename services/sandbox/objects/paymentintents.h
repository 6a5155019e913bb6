#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

const ObjectKind &paymentIntentKind();

/** The customer has answered their bank's question about an intent that waits for it. */
Attempt<QJsonObject> authenticateIntent(Transaction &transaction, const QJsonObject &intent, bool passed);

} // namespace billhook::sandbox

#pragma once

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/records.h"

#include <QJsonObject>

namespace billhook::sandbox {

QJsonObject subscriptionObject(const Subscription &subscription, const ApiShape &shape);

} // namespace billhook::sandbox

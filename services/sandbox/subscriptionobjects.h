#pragma once

#include "services/sandbox/apishape.h"
#include "services/sandbox/records.h"

#include <QJsonObject>

namespace billhook::sandbox {

QJsonObject subscriptionObject(const Subscription &subscription, const ApiShape &shape);

} // namespace billhook::sandbox

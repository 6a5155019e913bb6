#pragma once

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/records.h"

#include <QJsonObject>

namespace billhook::sandbox {

QJsonObject invoiceObject(const Invoice &invoice, const Customer &customer, const ApiShape &shape);

} // namespace billhook::sandbox

#pragma once

#include "services/sandbox/apishape.h"
#include "services/sandbox/records.h"

#include <QJsonObject>

namespace billhook::sandbox {

QJsonObject invoiceObject(const Invoice &invoice, const Customer &customer, const ApiShape &shape);

} // namespace billhook::sandbox

#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <vector>

namespace billhook::sandbox {

/** POST /v1/invoices/create_preview: the invoice that would follow, made by making it and keeping nothing. */
Attempt<QJsonObject> previewInvoice(
    Transaction &transaction, const QJsonObject &nothing, const QJsonObject &given);
std::vector<Field> previewFields();

} // namespace billhook::sandbox

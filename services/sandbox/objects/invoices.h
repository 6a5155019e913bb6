#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

const ObjectKind &invoiceKind();

/** Makes it open where it is a draft; charges it where that is asked for. */
Attempt<QJsonObject> payInvoice(
    Transaction &transaction, const QJsonObject &invoice, const QJsonObject &given);

} // namespace billhook::sandbox

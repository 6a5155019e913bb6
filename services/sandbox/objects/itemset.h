#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <QJsonArray>

namespace billhook::sandbox {

/**
 * The items of a subscription once `wanted`, the `items` of a call, are applied: an entry with an id changes
 * that item, one without adds one. Entries of the result hold their price's id.
 */
Attempt<QJsonArray> itemsAfter(
    Transaction &transaction, const QJsonObject &subscription, const QJsonArray &wanted);

} // namespace billhook::sandbox

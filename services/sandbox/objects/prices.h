#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <vector>

namespace billhook::sandbox {

const ObjectKind &priceKind();

/** What a price may be given where it is made with something else: without product, key and nickname. */
std::vector<Field> nestedPriceFields();

/** Puts a new price and tells it, and its twin, the plan, when it recurs. */
void putNewPrice(Transaction &transaction, const QJsonObject &price);
/** The same for a changed one. */
void putChangedPrice(Transaction &transaction, const QJsonObject &before, const QJsonObject &after);

} // namespace billhook::sandbox

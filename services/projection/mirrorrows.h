#pragma once

#include "services/projection/mirrorwriter.h"
#include "services/projection/projected.h"

#include <vector>

namespace billhook::projection {

/** The rows of one kind that the batch changes; they point into its evidence. */
std::vector<MirrorRow> mirrorRows(const Projected &projected, const stripe::ObjectType &type);

/** All items of the subscriptions that the batch concerns. */
std::vector<ItemRow> itemRows(const Projected &projected);

} // namespace billhook::projection

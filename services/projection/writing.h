#pragma once

#include "models/domain/area.h"
#include "models/domain/result.h"
#include "services/projection/memory.h"
#include "services/projection/projected.h"

namespace billhook::projection {

/** The last stage: writes everything under the batch's locks, after all reading; what a desktop would have to
 * read again. */
domain::Result<domain::Areas> writeProjected(
    postgres::Pipeline &pipeline, Memory &memory, const Projected &projected);

} // namespace billhook::projection

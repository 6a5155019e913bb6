#pragma once

#include "models/domain/area.h"
#include "models/domain/result.h"
#include "services/projection/memory.h"
#include "services/projection/projected.h"
#include "services/projection/warnings.h"

#include <vector>

namespace billhook::projection {

/** What the writing has found on its way. */
struct Written
{
    domain::Areas areas; ///< that a desktop would have to read again
    std::vector<Warning> warnings; ///< that were not there before
};

/** The last stage: writes everything under the batch's locks, after all reading. */
domain::Result<Written> writeProjected(
    postgres::Pipeline &pipeline, Memory &memory, const Projected &projected);

} // namespace billhook::projection

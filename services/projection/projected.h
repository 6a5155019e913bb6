#pragma once

#include "services/projection/concern.h"
#include "services/projection/evidence.h"
#include "services/projection/histories.h"

#include <string>

namespace billhook::projection {

/** What is written of a batch: all stages before, and the instant at which it is learned. */
struct Projected
{
    const Evidence &evidence;
    const Concern &concern;
    const Histories &histories;
    std::string known; ///< as text
};

} // namespace billhook::projection

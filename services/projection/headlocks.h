#pragma once

#include "models/domain/result.h"
#include "services/projection/factstore.h"
#include "services/projection/memory.h"

#include <string>

namespace billhook::projection {

enum class Patience
{
    Waits, ///< for what others have locked
    TakesFree ///< only what is free
};

/** The second stage: the locks that were taken, in the caller's transaction. */
struct HeldLocks
{
    Ids keys;
    std::string newestKnown; ///< the newest instant given out under any of them, as text
};

/**
 * Makes the rows of the locks and then locks them, both in order of keys: any other way two projections can
 * wait for each other. Overloaded: somebody rebuilt the projection meanwhile, and what was remembered is
 * forgotten.
 */
domain::Result<HeldLocks> takeLocks(
    postgres::Pipeline &pipeline, Memory &memory, const Ids &keys, Patience patience);

} // namespace billhook::projection

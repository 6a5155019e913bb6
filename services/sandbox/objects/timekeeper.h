#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <string>

namespace billhook::sandbox {

/** Lets everything happen that is due by `until` to what lives by that clock (empty: the sandbox's own). */
void passTime(Transaction &transaction, const std::string &clock, Seconds until);

/** The same for the sandbox's own clock up to its present time; cheap while nothing is due. */
void catchUp(Transaction &transaction);

} // namespace billhook::sandbox

#pragma once

#include "app/daemon/commandline.h"
#include "app/daemon/databaseaccess.h"
#include "app/daemon/outcome.h"

namespace billhook::app {

// design.md, contract 8.

ExitCode printDigest(const Invocation &invocation, const DatabaseAccess &database);
ExitCode checkInvariants(const Invocation &invocation, const DatabaseAccess &database);
ExitCode replay(const Invocation &invocation, const DatabaseAccess &database);

} // namespace billhook::app

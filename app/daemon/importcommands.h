#pragma once

#include "app/daemon/commandline.h"
#include "app/daemon/databaseaccess.h"
#include "app/daemon/outcome.h"

namespace billhook::app {

/** Failed when a line was left out (each is named), Done otherwise. */
ExitCode importDirectory(const Invocation &invocation, const DatabaseAccess &database);
ExitCode importRates(const Invocation &invocation, const DatabaseAccess &database);

} // namespace billhook::app

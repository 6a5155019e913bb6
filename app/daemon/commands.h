#pragma once

#include "app/daemon/commandline.h"
#include "app/daemon/outcome.h"
#include "app/daemon/settings.h"

namespace billhook::app {

/**
 * Carries out every command but serve and doctor, which need an event loop. Answers go to standard output,
 * what is for the person to standard error.
 */
ExitCode runCommand(const Invocation &invocation, const Settings &settings);

} // namespace billhook::app

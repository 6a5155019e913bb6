#pragma once

#include "app/common/exitcodes.h"

namespace billhook::daemon {

/** The program: reads its command line and settings, and carries the command out. */
app::ExitCode run(int argc, char **argv);

} // namespace billhook::daemon

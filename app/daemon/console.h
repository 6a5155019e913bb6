#pragma once

#include "app/common/exitcodes.h"

namespace billhook::daemon {

/** Says the failure on standard error, for the person at the terminal, and returns its exit code. */
app::ExitCode reported(const domain::Error &error);

} // namespace billhook::daemon

#pragma once

#include "app/common/exitcodes.h"

#include <cstddef>

namespace billhook::daemon {

/** Says the failure on standard error, for the person at the terminal, and returns its exit code. */
app::ExitCode reported(const domain::Error &error);

/** How many events of how many a long command has done, on standard error. */
void showProgress(std::size_t done, std::size_t all);

} // namespace billhook::daemon

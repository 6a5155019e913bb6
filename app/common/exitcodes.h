#pragma once

#include "models/domain/result.h"

namespace billhook::app {

/** How every program and command ends (design.md, contract 10). */
enum class ExitCode
{
    Done = 0,
    Failed = 1, ///< the work failed
    Usage = 2, ///< wrong usage or configuration
    Unreachable = 3 ///< the database or Stripe could not be reached
};

/** The one table from a failure to an exit code. */
ExitCode exitCodeOf(const domain::Error &error);

} // namespace billhook::app

#pragma once

#include "models/domain/result.h"

namespace billhook::app {

/** design.md, contract 10. */
enum class ExitCode
{
    Done = 0,
    Failed = 1,
    Usage = 2,
    Unreachable = 3
};

/** The exit code that tells a caller what kind of failure it was. */
ExitCode exitCodeOf(const domain::Error &error);

/** Says the failure on standard error, for the person at the terminal, and returns its exit code. */
ExitCode reported(const domain::Error &error);

} // namespace billhook::app

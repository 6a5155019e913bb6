#pragma once

#include "app/common/exitcodes.h"

namespace billhook::app {

/** The whole of a main(): an exception that nobody caught is told and ends as Failed. */
int runProgram(const char *name, int argc, char **argv, ExitCode (*run)(int argc, char **argv));

} // namespace billhook::app

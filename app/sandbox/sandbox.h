#pragma once

#include "app/common/exitcodes.h"

namespace billhook::sandbox {

/** The program: a company that tells its history, or a stand-in for Stripe's API. */
app::ExitCode run(int argc, char **argv);

} // namespace billhook::sandbox

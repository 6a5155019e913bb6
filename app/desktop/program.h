#pragma once

#include "app/common/exitcodes.h"

namespace billhook::desktop {

/** The program: a window on the database, or a picture of one. */
app::ExitCode run(int argc, char **argv);

} // namespace billhook::desktop

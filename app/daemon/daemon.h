#pragma once

namespace billhook::daemon {

/** The program: reads its command line and settings, and carries the command out. The exit code. */
int run(int argc, char **argv);

} // namespace billhook::daemon

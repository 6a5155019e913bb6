#pragma once

#include <string>

namespace billhook::app {

/** No core file, no debugger and no other account reads this process's memory from here on. */
void keepMemorySecret();

/** An environment variable's value, wiped where /proc and child processes would show it. */
std::string takeFromEnvironment(const char *name);

} // namespace billhook::app

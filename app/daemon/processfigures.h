#pragma once

#include <cstdint>

namespace billhook::daemon {

// Of this process, for /metrics; 0 where the system does not tell.

std::int64_t residentBytes();
double processorSeconds(); ///< since it began, in all threads
std::int64_t openDescriptors();

} // namespace billhook::daemon

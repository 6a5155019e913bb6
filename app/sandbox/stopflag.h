#pragma once

#include <atomic>

namespace billhook::sandbox {

/** Set by SIGINT and SIGTERM once watchStopSignals() was called. */
const std::atomic<bool> &stopFlag();
void watchStopSignals();

} // namespace billhook::sandbox

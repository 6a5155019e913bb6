#include "app/sandbox/stopflag.h"

#include <csignal>

namespace billhook::sandbox {

namespace {

std::atomic<bool> stopAsked{ false };
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler writes it");

extern "C" void onStopSignal(int /*signal*/)
{
    stopAsked = true;
}

} // namespace

const std::atomic<bool> &stopFlag()
{
    return stopAsked;
}

void watchStopSignals()
{
    static_cast<void>(std::signal(SIGINT, onStopSignal));
    static_cast<void>(std::signal(SIGTERM, onStopSignal));
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
}

} // namespace billhook::sandbox

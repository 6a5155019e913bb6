#pragma once

#include "services/sandbox/engine/calendar.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace billhook::sandbox {

/** The one clock of a sandbox: the system's, or set forward from it. Thread-safe. */
class Clock final
{
public:
    std::int64_t milliseconds() const ///< UTC, since 1970
    {
        const auto system = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::system_clock::now().time_since_epoch());
        return system.count() + m_ahead * 1'000;
    }
    Seconds now() const { return milliseconds() / 1'000; }

    void advance(Seconds seconds) { m_ahead += seconds; }

private:
    std::atomic<Seconds> m_ahead{ 0 };
};

} // namespace billhook::sandbox

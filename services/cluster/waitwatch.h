#pragma once

#include "services/postgres/connectionurl.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace billhook::cluster {

/**
 * While it lives, a connection of its own looks twice a second whom a session waits for, and tells it: who,
 * with which program, since when, and how to end it. A wait for somebody else is told anew.
 */
class WaitWatch final
{
public:
    using Told = std::function<void(const std::string &what)>; ///< in a thread of the watch

    /** `pid` is the session's server process. Without `told` nothing is watched. */
    WaitWatch(const postgres::ConnectionUrl &url, std::int64_t pid, Told told);
    WaitWatch(const WaitWatch &) = delete;
    WaitWatch &operator=(const WaitWatch &) = delete;
    ~WaitWatch();

private:
    void look(const postgres::ConnectionUrl &url, std::int64_t pid);
    bool endedWithin(std::chrono::milliseconds pause);

    Told m_told;
    std::mutex m_mutex;
    std::condition_variable m_end;
    bool m_ended = false; ///< guarded by m_mutex
    std::thread m_thread;
};

} // namespace billhook::cluster

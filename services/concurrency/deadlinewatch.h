#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace billhook::concurrency {

/**
 * Calls `expired` on its own thread when an armed deadline passes before disarm(): a way out for calls into
 * libraries that block without a time limit. One deadline at a time; arm() and disarm() come from the watched
 * thread. Once disarm() has returned, `expired` is not running and will not be called for that deadline.
 */
class DeadlineWatch final
{
public:
    explicit DeadlineWatch(std::function<void()> expired);
    DeadlineWatch(const DeadlineWatch &) = delete;
    DeadlineWatch &operator=(const DeadlineWatch &) = delete;
    ~DeadlineWatch();

    void arm(std::chrono::milliseconds limit);
    bool disarm(); ///< true when the deadline had passed

private:
    void watch();

    std::function<void()> m_expired;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<std::chrono::steady_clock::time_point> m_deadline;
    std::chrono::steady_clock::time_point m_wakesAt = std::chrono::steady_clock::time_point::max();
    bool m_fired = false;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace billhook::concurrency

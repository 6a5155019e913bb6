#include "services/concurrency/deadlinewatch.h"

#include <utility>

namespace billhook::concurrency {

DeadlineWatch::DeadlineWatch(std::function<void()> expired)
    : m_expired(std::move(expired))
    , m_thread([this] { watch(); })
{ }

DeadlineWatch::~DeadlineWatch()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void DeadlineWatch::arm(std::chrono::milliseconds limit)
{
    // A watcher that wakes earlier anyway is not disturbed: most calls then cost no context switch.
    bool wake = false;
    {
        const std::scoped_lock lock(m_mutex);
        m_deadline = std::chrono::steady_clock::now() + limit;
        m_fired = false;
        wake = *m_deadline < m_wakesAt;
    }
    if (wake) {
        m_changed.notify_one();
    }
}

bool DeadlineWatch::disarm()
{
    const std::scoped_lock lock(m_mutex);
    m_deadline.reset();
    return std::exchange(m_fired, false);
}

void DeadlineWatch::watch()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        m_wakesAt = m_deadline.value_or(std::chrono::steady_clock::time_point::max());
        if (m_deadline) {
            m_changed.wait_until(lock, m_wakesAt);
        } else {
            m_changed.wait(lock);
        }
        if (!m_stopping && m_deadline && *m_deadline <= std::chrono::steady_clock::now()) {
            m_deadline.reset();
            m_fired = true;
            m_expired();
        }
    }
}

} // namespace billhook::concurrency

#include "services/events/deadlinequeue.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace billhook::events {

namespace {

using Clock = std::chrono::steady_clock;

struct Waiting
{
    Clock::time_point due;
    std::function<void()> callback;
};

} // namespace

class DeadlineQueue::Private final
{
public:
    explicit Private(std::chrono::milliseconds commonDelay)
        : m_delay(commonDelay)
        , m_thread([this] { run(); })
    { }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;
    ~Private()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_changed.notify_one();
        m_thread.join();
    }

    void add(std::function<void()> callback)
    {
        bool wasEmpty = false;
        {
            const std::lock_guard lock(m_mutex);
            wasEmpty = m_waiting.empty();
            m_waiting.push_back({ Clock::now() + m_delay, std::move(callback) });
        }
        if (wasEmpty) {
            m_changed.notify_one();
        }
    }

private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        while (!m_stopping) {
            if (m_waiting.empty()) {
                m_changed.wait(lock);
            } else if (Clock::now() < m_waiting.front().due) {
                m_changed.wait_until(lock, m_waiting.front().due);
            } else {
                const auto callback = std::move(m_waiting.front().callback);
                m_waiting.pop_front();
                lock.unlock();
                callback();
                lock.lock();
            }
        }
    }

    std::chrono::milliseconds m_delay;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Waiting> m_waiting; ///< in the order of their deadlines, since the delay is common
    bool m_stopping = false;
    std::thread m_thread; ///< last: it uses all of the above
};

DeadlineQueue::DeadlineQueue(std::chrono::milliseconds delay)
    : d(std::make_unique<Private>(delay))
{ }

DeadlineQueue::~DeadlineQueue() = default;

void DeadlineQueue::add(std::function<void()> callback)
{
    d->add(std::move(callback));
}

} // namespace billhook::events

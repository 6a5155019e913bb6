#include "services/webhooks/deadlinequeue.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace billhook::webhooks {

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
        : delay(commonDelay)
        , thread([this] { run(); })
    { }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;
    ~Private()
    {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        changed.notify_one();
        thread.join();
    }

    void add(std::function<void()> callback)
    {
        bool wasEmpty = false;
        {
            const std::lock_guard lock(mutex);
            wasEmpty = waiting.empty();
            waiting.push_back({ Clock::now() + delay, std::move(callback) });
        }
        if (wasEmpty) {
            changed.notify_one();
        }
    }

private:
    void run()
    {
        std::unique_lock lock(mutex);
        while (!stopping) {
            if (waiting.empty()) {
                changed.wait(lock);
            } else if (Clock::now() < waiting.front().due) {
                changed.wait_until(lock, waiting.front().due);
            } else {
                const auto callback = std::move(waiting.front().callback);
                waiting.pop_front();
                lock.unlock();
                callback();
                lock.lock();
            }
        }
    }

    std::chrono::milliseconds delay;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Waiting> waiting; ///< in the order of their deadlines, since the delay is common
    bool stopping = false;
    std::thread thread; ///< last: it uses all of the above
};

DeadlineQueue::DeadlineQueue(std::chrono::milliseconds delay)
    : d(std::make_unique<Private>(delay))
{ }

DeadlineQueue::~DeadlineQueue() = default;

void DeadlineQueue::add(std::function<void()> callback)
{
    d->add(std::move(callback));
}

} // namespace billhook::webhooks

#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace billhook::events {

/**
 * Runs each callback once, on a thread of its own, when the one delay that all share has passed. Any thread
 * may add. What is still waiting at destruction is dropped without being run.
 */
class DeadlineQueue final
{
public:
    explicit DeadlineQueue(std::chrono::milliseconds delay);
    DeadlineQueue(const DeadlineQueue &) = delete;
    DeadlineQueue &operator=(const DeadlineQueue &) = delete;
    ~DeadlineQueue();

    void add(std::function<void()> callback); ///< must be short and must not throw

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::events

#pragma once

#include "services/sandbox/engine/transaction.h"

#include <condition_variable>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace billhook::sandbox {

/**
 * Sends the webhooks that wait in the store to their endpoints, signed anew each time, until one is answered
 * 2xx, with back-off, for up to three days. What waits survives restarts; what was answered just before a
 * crash may be sent twice.
 */
class WebhookSender final
{
public:
    /** Starts sending at once. The engine must outlive this. */
    explicit WebhookSender(Engine &engine);
    WebhookSender(const WebhookSender &) = delete;
    WebhookSender &operator=(const WebhookSender &) = delete;
    ~WebhookSender();

    void wake(); ///< something may wait now; from any thread

private:
    struct Job;
    class Line;

    void work();
    std::optional<Job> takeDue();
    void waitForWork(std::unique_lock<std::mutex> &lock);
    void settle(const Job &job, bool accepted);

    Engine &m_engine;
    std::condition_variable m_wake; ///< with the engine's mutex, which guards what follows
    std::set<std::string> m_inHand; ///< deliveries being sent
    std::map<std::string, int> m_busy; ///< sendings under way by endpoint
    std::uint64_t m_changes = 0;
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace billhook::sandbox

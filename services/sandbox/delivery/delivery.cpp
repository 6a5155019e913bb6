#include "services/sandbox/delivery/delivery.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace billhook::sandbox {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds firstPause{ 100 };
constexpr std::chrono::milliseconds longestPause{ 5'000 };

/** What the sending threads of one send() share. */
struct Shared
{
    std::atomic<std::size_t> next{ 0 };
    std::mutex mutex;
    std::condition_variable hopelessNow;
    DeliveryResult result;
    Clock::time_point lastSuccess = Clock::now();
    bool hopeless = false;
};

/** One connection's work: takes the next event until there is none. */
class Sender final
{
public:
    Sender(const DeliveryTarget &target, const DeliveryOptions &options, const std::atomic<bool> &stop,
        Shared &shared)
        : m_target(target)
        , m_options(options)
        , m_stop(stop)
        , m_shared(shared)
        , m_line(target, options.requestDeadline)
    { }

    void run(const std::vector<StripeEvent> &events, const std::vector<std::size_t> &order,
        const Delivery::Progress &progress)
    {
        for (auto place = m_shared.next++; place < order.size(); place = m_shared.next++) {
            if (!deliver(events[order[place]].body)) {
                return;
            }
            progress(count());
        }
    }

private:
    bool deliver(const std::string &body)
    {
        auto pause = firstPause;
        while (!attempt(body)) {
            if (!waitFor(pause)) {
                return false;
            }
            pause = std::min(pause * 2, longestPause);
        }
        return true;
    }

    bool attempt(const std::string &body)
    {
        const auto answer = m_line.send(m_target, body, currentTime());
        const std::scoped_lock lock(m_shared.mutex);
        m_shared.result.everAnswered |= answer.answered;
        if (isAccepted(answer)) {
            ++m_shared.result.delivered;
            m_shared.lastSuccess = Clock::now();
            return true;
        }
        ++m_shared.result.retries;
        m_shared.result.lastStatus = answer.answered ? answer.response.status : 0;
        m_shared.result.lastFailure
            = answer.answered ? "status " + std::to_string(answer.response.status) : answer.failure;
        if (Clock::now() - m_shared.lastSuccess > patience()) {
            m_shared.hopeless = true;
            m_shared.hopelessNow.notify_all();
        }
        return false;
    }

    /** With the lock held. */
    std::chrono::seconds patience() const
    {
        if (m_shared.result.delivered > 0) {
            return m_options.giveUpAfter;
        }
        return m_shared.result.everAnswered ? m_options.giveUpWithoutSuccess : m_options.giveUpWithoutAnswer;
    }

    /** False when sending is to end. */
    bool waitFor(std::chrono::milliseconds pause)
    {
        constexpr std::chrono::milliseconds step{ 50 }; // the stop flag wakes nobody
        std::unique_lock lock(m_shared.mutex);
        const auto until = Clock::now() + pause;
        while (Clock::now() < until && !m_stop && !m_shared.hopeless) {
            m_shared.hopelessNow.wait_until(lock, std::min(until, Clock::now() + step));
        }
        m_shared.result.stopped |= m_stop;
        return !m_stop && !m_shared.hopeless;
    }

    std::size_t count()
    {
        const std::scoped_lock lock(m_shared.mutex);
        return m_shared.result.delivered;
    }

    const DeliveryTarget &m_target;
    const DeliveryOptions &m_options;
    const std::atomic<bool> &m_stop;
    Shared &m_shared;
    WebhookLine m_line;
};

} // namespace

Delivery::Delivery(DeliveryTarget target, DeliveryOptions options, const std::atomic<bool> &stop)
    : m_target(std::move(target))
    , m_options(options)
    , m_stop(stop)
{ }

DeliveryResult Delivery::send(
    const std::vector<StripeEvent> &events, const std::vector<std::size_t> &order, const Progress &progress)
{
    Shared shared;
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(std::max(0, m_options.connections)));
    for (int i = 0; i < m_options.connections; ++i) {
        threads.emplace_back([this, &shared, &events, &order, &progress] {
            Sender(m_target, m_options, m_stop, shared).run(events, order, progress);
        });
    }
    for (auto &thread : threads) {
        thread.join();
    }
    shared.result.stopped |= m_stop && shared.result.delivered < order.size();
    return shared.result;
}

} // namespace billhook::sandbox

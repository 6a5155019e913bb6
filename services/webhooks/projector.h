#pragma once

#include "models/analytics/profile.h"
#include "services/concurrency/workerthread.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

class QTimer;

namespace billhook::domain {
struct Error;
} // namespace billhook::domain

namespace billhook::observability {
class Log;
} // namespace billhook::observability

namespace billhook::webhooks {

class EventQueue;
class Notifier;

enum class ProjectorDuty
{
    Always, ///< works whenever there is something
    Backlog, ///< helps, when woken, as long as there is more than one batch
};

struct ProjectorOptions
{
    std::string url;
    std::function<bool()>
        saturated; ///< any thread: ingest has a full batch waiting, so the projector yields; may be empty
    analytics::Profile profile = analytics::Profile::StripeDefault;
    ProjectorDuty duty = ProjectorDuty::Always;
    std::function<void()> crowded = {}; ///< any thread: there is more than one batch; may be empty
};

/**
 * Works off the event queue on a thread of its own: when woken, and once a second in case a wake-up was
 * missed or another daemon stored something. Rides out database trouble and goes on where it was. Any number
 * of daemons may run one.
 */
class Projector final
{
public:
    Projector(ProjectorOptions options, Notifier &notifier, observability::Log &log);
    Projector(const Projector &) = delete;
    Projector &operator=(const Projector &) = delete;
    ~Projector();

    void start();
    void wake(); ///< any thread, until stop(); never blocks
    void stop(); ///< finishes the batch under way

private:
    void begin();
    void turn();
    void noteTrouble(const domain::Error &error);
    void foldNowAndThen();

    ProjectorOptions m_options;
    Notifier &m_notifier;
    observability::Log &m_log;
    std::atomic<bool> m_woken{ false };
    std::atomic<bool> m_stopping{ false };
    bool m_stopped = false; ///< owner's thread
    bool m_troubled = false; ///< worker's thread, as everything below
    bool m_unfolded = true;
    std::chrono::steady_clock::time_point m_folded;
    std::unique_ptr<EventQueue> m_queue;
    std::unique_ptr<QTimer> m_timer;
    concurrency::WorkerThread m_worker;
};

} // namespace billhook::webhooks

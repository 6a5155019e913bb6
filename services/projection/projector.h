#pragma once

#include "models/analytics/profile.h"
#include "services/concurrency/workerthread.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

class QTimer;

namespace billhook::domain {
struct Error;
} // namespace billhook::domain

namespace billhook::observability {
class Log;
} // namespace billhook::observability

namespace billhook::feed {
class Notifier;
} // namespace billhook::feed

namespace billhook::projection {

class EventQueue;

enum class ProjectorDuty
{
    Always, ///< works whenever there is something
    Backlog, ///< helps, when woken, as long as there is more than one batch
};

struct ProjectorOptions
{
    std::string url;
    std::function<bool()> saturated; ///< any thread: ingest has no time for others; may be empty
    analytics::Profile profile = analytics::Profile::StripeDefault;
    ProjectorDuty duty = ProjectorDuty::Always;
    std::function<void()> crowded = {}; ///< any thread: there is more than one batch; may be empty
    std::chrono::milliseconds patience{ 10'000 }; ///< for how long it yields to a load that lasts
    std::chrono::seconds quiet{ 60 }; ///< without a word about its object before a warning is told to the log
};

/**
 * Works off the event queue on a thread of its own: when woken, and once a second in case a wake-up was
 * missed or another daemon stored something. Yields while ingest is saturated, but no longer than `patience`
 * from one time that nothing was left to the next; a helper yields always. Rides out database trouble and
 * goes on where it was. Any number of daemons may run one.
 */
class Projector final
{
public:
    Projector(ProjectorOptions options, feed::Notifier &notifier, observability::Log &log);
    Projector(const Projector &) = delete;
    Projector &operator=(const Projector &) = delete;
    ~Projector();

    void start();
    void wake(); ///< any thread, until stop(); never blocks
    void stop(); ///< finishes the batch under way

private:
    void begin();
    void turn();
    bool yields();
    void noteTrouble(const domain::Error &error);
    void foldNowAndThen();
    void tellWarnings();

    ProjectorOptions m_options;
    feed::Notifier &m_notifier;
    observability::Log &m_log;
    std::atomic<bool> m_woken{ false };
    std::atomic<bool> m_stopping{ false };
    bool m_stopped = false; ///< owner's thread
    bool m_troubled = false; ///< worker's thread, as everything below
    bool m_unfolded = true;
    std::chrono::steady_clock::time_point m_folded;
    std::chrono::steady_clock::time_point m_told;
    std::optional<std::chrono::steady_clock::time_point> m_yieldedFirst; ///< since nothing was left
    std::unique_ptr<EventQueue> m_queue;
    std::unique_ptr<QTimer> m_timer;
    concurrency::WorkerThread m_worker;
};

} // namespace billhook::projection

#pragma once

#include "models/domain/area.h"
#include "services/concurrency/workerthread.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

class QTimer;

namespace billhook::observability {
class Log;
} // namespace billhook::observability

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::feed {

/**
 * Tells desktops what has changed: raises change_seq and sends NOTIFY billhook_changed, at most five times a
 * second, on a connection and in transactions of its own (NOTIFY inside a writing transaction would order all
 * of them). Announces every area once at the start, as nobody knows what the last program still owed. What
 * cannot be sent stays and is sent later.
 */
class Notifier final
{
public:
    Notifier(std::string url, observability::Log &log);
    Notifier(const Notifier &) = delete;
    Notifier &operator=(const Notifier &) = delete;
    ~Notifier();

    void announce(domain::Areas areas); ///< any thread; never blocks on the database
    void stop(); ///< sends what is left, once

private:
    void begin();
    void schedule();
    void send();

    observability::Log &m_log;
    std::mutex m_mutex;
    domain::Areas m_areas = domain::Areas::all(); ///< guarded by m_mutex
    bool m_changed = false; ///< guarded by m_mutex: m_areas holds more than the announcement of the start
    bool m_awake = false; ///< guarded by m_mutex: a call of schedule() is under way
    bool m_stopped = false; ///< owner's thread
    bool m_failing = false; ///< worker's thread, as everything below
    std::chrono::steady_clock::time_point m_sent;
    std::unique_ptr<postgres::Pipeline> m_pipeline;
    std::unique_ptr<QTimer> m_timer;
    concurrency::WorkerThread m_worker;
};

} // namespace billhook::feed

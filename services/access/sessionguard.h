#pragma once

#include "services/concurrency/workerthread.h"

#include <memory>
#include <string>

class QTimer;

namespace billhook::observability {
class Log;
} // namespace billhook::observability

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::access {

/**
 * Ends, every second, the sessions of people and directories that hold others up or take longer than anything
 * of theirs may: limits that a session can lift protect nobody. On a connection of its own, which is open
 * before somebody takes the last lock or connection. Logs whom it ended and why.
 */
class SessionGuard final
{
public:
    SessionGuard(std::string url, observability::Log &log);
    SessionGuard(const SessionGuard &) = delete;
    SessionGuard &operator=(const SessionGuard &) = delete;
    ~SessionGuard();

private:
    void look();

    observability::Log &m_log;
    std::unique_ptr<postgres::Pipeline> m_pipeline; ///< of the worker's thread, as all below
    std::unique_ptr<QTimer> m_timer;
    bool m_failing = false;
    concurrency::WorkerThread m_worker;
};

} // namespace billhook::access

#pragma once

#include "app/daemon/configuration.h"
#include "app/daemon/databaseaccess.h"
#include "services/concurrency/workerthread.h"

#include <QFuture>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

namespace billhook::observability {
class Log;
} // namespace billhook::observability

namespace billhook::daemon {

/** A database that is ready for this program. */
struct Started
{
    std::unique_ptr<DatabaseAccess> database;
    access::Installation installation;
};

/**
 * Brings the database to where the daemon can begin, on a thread of its own: waits for a server that is not
 * there yet, migrates, settles the installation. begin(), stop() and destruction by one thread.
 */
class Starter final
{
public:
    Starter(const Settings &settings, const Configuration &configuration, observability::Log &log);
    Starter(const Starter &) = delete;
    Starter &operator=(const Starter &) = delete;
    ~Starter();

    QFuture<std::shared_ptr<domain::Result<Started>>> begin();

    /** What it is about, for people: "waiting for the database". Any thread. */
    std::string phase() const;

    /** begin()'s future ends soon, with a failure where it was not done. */
    void stop();

private:
    domain::Result<Started> start();
    domain::Result<Started> tried();
    domain::Result<access::Installation> settled(const DatabaseAccess &database) const;
    void tellWhatIsSettled(const access::Installation &installation, bool first) const;
    void enter(const std::string &phase);
    void pause(std::chrono::milliseconds length);

    const Settings &m_settings;
    const Configuration &m_configuration;
    observability::Log &m_log;
    std::atomic<bool> m_stop{ false };
    mutable std::mutex m_mutex;
    std::condition_variable m_stopped;
    std::string m_phase; ///< guarded by m_mutex
    concurrency::WorkerThread m_worker;
};

} // namespace billhook::daemon

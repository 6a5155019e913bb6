#pragma once

#include "models/domain/result.h"
#include "services/concurrency/workerthread.h"
#include "services/postgres/session.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace billhook::api {

/** Threads with a session each, as billhook_api; a task goes to the one with the least to do. */
class Workers final
{
public:
    /** What the session is, or why there is none. */
    using Task = std::function<void(domain::Result<postgres::Session *>)>;

    Workers(const std::string &databaseUrl, int count, int mostWaiting);
    Workers(const Workers &) = delete;
    Workers &operator=(const Workers &) = delete;
    ~Workers();

    /** Any thread. False when too much is waiting already: the task is not taken. */
    bool run(Task task);

private:
    struct Worker
    {
        explicit Worker(const QString &name)
            : thread(name)
        { }

        std::atomic<int> waiting{ 0 };
        std::unique_ptr<postgres::Session> session; ///< of its thread only
        concurrency::WorkerThread thread;
    };
    domain::Result<postgres::Session *> sessionOf(Worker &worker) const;

    postgres::ConnectOptions m_options;
    int m_mostEach;
    std::vector<std::unique_ptr<Worker>> m_workers;
};

} // namespace billhook::api

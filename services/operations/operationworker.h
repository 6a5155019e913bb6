#pragma once

#include "services/concurrency/cancellation.h"
#include "services/concurrency/workerthread.h"
#include "services/operations/operationstore.h"

#include <QString>

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

class QTimer;

namespace billhook::observability {
class Log;
} // namespace billhook::observability

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::stripeclient {
class Client;
} // namespace billhook::stripeclient

namespace billhook::operations {

struct OperationWorkerOptions
{
    QString url;
    std::chrono::milliseconds poll{ 1'000 }; ///< between looks for what others left
    ExecutorClaim claim{};
    bool ofPerson = false; ///< a desktop's: with an admin's login, and only for what it began itself
};

/**
 * A program's share: carries out, on a thread of its own, the operations it is woken for and those that a
 * crash or an absent Stripe has left open (a desktop: of its own alone), one after the other. What fails for
 * the database's sake is taken up again.
 */
class OperationWorker final
{
public:
    OperationWorker(OperationWorkerOptions options, stripeclient::Client &client, observability::Log &log);
    OperationWorker(const OperationWorker &) = delete;
    OperationWorker &operator=(const OperationWorker &) = delete;
    ~OperationWorker();

    const ExecutorClaim &claim() const; ///< to begin an operation that this worker is to carry out
    void execute(const QUuid &id); ///< an operation begun with that claim; any thread
    void wake(); ///< something was begun for nobody in particular; any thread
    void stop(); ///< takes back a call under way: its effect is looked for by the next program

private:
    void begin();
    void look();
    domain::Result<void> work();
    domain::Result<std::vector<QUuid>> waiting();
    domain::Result<void> open();
    void carryOut(const QUuid &id);
    void report(const domain::Error &error);

    OperationWorkerOptions m_options;
    stripeclient::Client &m_client;
    observability::Log &m_log;
    concurrency::Cancellation m_stopping;
    bool m_stopped = false; ///< owner's thread
    bool m_failing = false; ///< worker's thread, as everything below
    std::vector<QUuid> m_own; ///< begun here and not known to be finished; a desktop's only
    std::unique_ptr<postgres::Session> m_session;
    std::unique_ptr<QTimer> m_timer;
    concurrency::WorkerThread m_worker;
};

} // namespace billhook::operations

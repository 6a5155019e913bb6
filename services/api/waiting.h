#pragma once

#include "services/concurrency/workerthread.h"

#include <QObject>

#include <functional>
#include <memory>

namespace billhook::api {

class Exchange;

/** Exchanges whose answer waits for an operation: each is given back after a moment, so that waiting holds up
 * no worker. */
class Waiting final
{
public:
    using Again = std::function<void(std::shared_ptr<Exchange>)>;

    explicit Waiting(Again again); ///< called on a thread of its own
    Waiting(const Waiting &) = delete;
    Waiting &operator=(const Waiting &) = delete;
    ~Waiting();

    void stop(); ///< what still waits, or comes later, is dropped unanswered

    void add(std::shared_ptr<Exchange> exchange); ///< any thread

private:
    Again m_again;
    std::unique_ptr<QObject> m_timers; ///< of the thread
    concurrency::WorkerThread m_thread;
};

} // namespace billhook::api

#pragma once

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QString>
#include <QThread>

#include <memory>
#include <type_traits>
#include <utility>

namespace billhook::concurrency {

/**
 * A named thread with an event loop that runs tasks in order. Constructed, used and destroyed by one owner
 * thread; run() may be called from any thread until then. The destructor lets running tasks finish and drops
 * none that started.
 */
class WorkerThread final
{
public:
    explicit WorkerThread(const QString &name);
    WorkerThread(const WorkerThread &) = delete;
    WorkerThread &operator=(const WorkerThread &) = delete;
    ~WorkerThread();

    /** Runs `task` on the thread; the future carries what it returns. */
    template <typename Task> auto run(Task task) -> QFuture<std::invoke_result_t<Task>>
    {
        using T = std::invoke_result_t<Task>;
        auto promise = std::make_shared<QPromise<T>>();
        auto future = promise->future();
        promise->start();
        QMetaObject::invokeMethod(
            m_context,
            [promise, task = std::move(task)]() mutable {
                if constexpr (std::is_void_v<T>) {
                    task();
                } else {
                    promise->addResult(task());
                }
                promise->finish();
            },
            Qt::QueuedConnection);
        return future;
    }

private:
    QThread m_thread;
    QObject *m_context; ///< lives on m_thread
};

} // namespace billhook::concurrency

#pragma once

#include "models/domain/result.h"
#include "services/concurrency/cancellation.h"
#include "services/concurrency/workerthread.h"
#include "services/postgres/session.h"

#include <QFuture>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace billhook::billing {

/**
 * One worker thread with one session, opened when the first task needs it and again after it broke.
 * Constructed, used and destroyed by the GUI thread; tasks run in order. A task that finds no connection
 * answers Unavailable at once or after the connect deadline of the URL, it does not wait for better times.
 */
class DatabaseLane final : public QObject
{
    Q_OBJECT

public:
    DatabaseLane(const QString &name, postgres::ConnectOptions options);
    DatabaseLane(const DatabaseLane &) = delete;
    DatabaseLane &operator=(const DatabaseLane &) = delete;
    ~DatabaseLane() override;

    /** Once `cancellation` is cancelled the task is not begun, or its statement is stopped on the server. */
    template <typename T>
    QFuture<domain::Result<T>> run(std::function<domain::Result<T>(postgres::Session &)> task,
        const concurrency::Cancellation &cancellation = {})
    {
        return m_thread.run([this, task = std::move(task), cancellation]() -> domain::Result<T> {
            if (cancellation.canceled()) {
                return canceled();
            }
            auto session = connected();
            if (!session) {
                return session.error();
            }
            if (!cancellation.enter(session.value()->canceller())) {
                return canceled();
            }
            domain::Result<T> result = task(*session.value());
            cancellation.leave();
            if (!result) {
                dropWhenBroken(result.error());
            }
            return result;
        });
    }

    /** Cancels the statement that runs now; its task answers Timeout. Does nothing when none runs. */
    void cancelRunning();

Q_SIGNALS:
    void opened(const QString &role); ///< "admin" or "finance"; from the worker thread
    void failed(const billhook::domain::Error &error); ///< could not connect, or lost; from the worker thread

private:
    static domain::Error canceled();
    domain::Result<postgres::Session *> connected(); ///< worker thread
    domain::Result<std::unique_ptr<postgres::Session>> openAsAllowed(); ///< worker thread
    void dropWhenBroken(const domain::Error &error); ///< worker thread

    postgres::ConnectOptions m_options;
    std::unique_ptr<postgres::Session> m_session; ///< worker thread only
    std::function<void()> m_canceller; ///< GUI thread only
    concurrency::WorkerThread m_thread;
};

} // namespace billhook::billing

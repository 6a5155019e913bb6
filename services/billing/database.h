#pragma once

#include "models/domain/result.h"
#include "services/billing/databaselane.h"

#include <QDateTime>
#include <QFuture>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <array>
#include <cstddef>
#include <functional>
#include <utility>

namespace billhook::billing {

/** Ways into the database, so that a long count does not hold up what is on the screen. */
enum class Lane
{
    Screen, ///< what pages show as a whole
    Rows, ///< short reads beside it, most of them pages of lists; planned anew each time
    Background ///< what nobody waits for, and may take long
};

/**
 * The desktop's database: runs tasks on worker threads and answers with futures. While it is unreachable it
 * tries again by itself, with growing pauses. GUI thread only.
 */
class Database final : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Connecting, ///< nothing has answered or failed yet
        Online,
        Offline
    };
    Q_ENUM(State)

    /** What a lane's sessions set for themselves. */
    static QStringList settings(Lane lane);

    explicit Database(const QString &url, QObject *parent = nullptr);
    ~Database() override;

    template <typename T>
    QFuture<domain::Result<T>> run(Lane lane, std::function<domain::Result<T>(postgres::Session &)> task,
        const concurrency::Cancellation &cancellation = {})
    {
        return lanes().at(static_cast<std::size_t>(lane))->run<T>(std::move(task), cancellation);
    }

    /** Takes a task back. Cancelling asks the server over a connection of its own, so a thread does it. */
    void cancel(const concurrency::Cancellation &cancellation);

    State state() const { return m_state; }
    QDateTime offlineSince() const { return m_offlineSince; } ///< UTC; invalid while not offline
    const domain::Error &lastError() const { return m_lastError; }
    QString role() const { return m_role; } ///< "admin" or "finance"; empty before the first connection
    QString url() const { return m_url; }

public Q_SLOTS:
    void reconnect(); ///< now, without waiting for the next try

Q_SIGNALS:
    void stateChanged(billhook::billing::Database::State state);

private:
    std::array<DatabaseLane *, 3> lanes() { return { &m_screen, &m_rows, &m_background }; }
    void takeOpened(const QString &role);
    void takeFailed(const domain::Error &error);
    void setState(State state);

    QString m_url;
    QString m_role;
    State m_state = State::Connecting;
    QDateTime m_offlineSince;
    domain::Error m_lastError;
    std::chrono::milliseconds m_pause;
    QTimer m_retry;
    DatabaseLane m_screen;
    DatabaseLane m_rows;
    DatabaseLane m_background;
    concurrency::WorkerThread m_canceling;
};

} // namespace billhook::billing

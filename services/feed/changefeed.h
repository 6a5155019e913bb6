#pragma once

#include "models/domain/area.h"
#include "services/concurrency/workerthread.h"

#include <QObject>
#include <QString>

#include <memory>

namespace billhook::feed {

/**
 * Says which areas of the data have changed: as soon as the database announces it, and by reading change_seq
 * every 5 s, so that nothing depends on a message arriving. Has a thread and a connection of its own. GUI
 * thread only.
 */
class ChangeFeed final : public QObject
{
    Q_OBJECT

public:
    explicit ChangeFeed(QString url, QObject *parent = nullptr);
    ChangeFeed(const ChangeFeed &) = delete;
    ChangeFeed &operator=(const ChangeFeed &) = delete;
    ~ChangeFeed() override;

    void start();

Q_SIGNALS:
    /** Areas whose sequence number rose. `seq` is the highest of them. */
    void changed(const billhook::domain::Areas &areas, qint64 seq);
    /** Connected, for the first time or again, and the numbers are read: later changes are announced. What
     * was shown before may be wrong in any way, as another server may answer now. */
    void listening();

private:
    class Worker;

    QString m_url;
    Worker *m_worker = nullptr; ///< lives on m_thread
    concurrency::WorkerThread m_thread;
};

} // namespace billhook::feed

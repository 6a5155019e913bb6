#pragma once

#include "models/domain/result.h"
#include "services/postgres/session.h"

#include <QMap>
#include <QObject>
#include <QString>

#include <memory>

class QSocketNotifier;

namespace billhook::postgres {
class Connection;
} // namespace billhook::postgres

namespace billhook::feed {

/**
 * LISTENs for billhook_changed on a connection of its own and reads change_seq there. Opened, used and
 * destroyed in one thread with an event loop. A connection that the other side ends is noticed at once; one
 * that falls silent by the next readChanges(), whoever calls it does so regularly.
 */
class ChangeListener final : public QObject
{
    Q_OBJECT

public:
    explicit ChangeListener(postgres::ConnectOptions options, QObject *parent = nullptr);
    ChangeListener(const ChangeListener &) = delete;
    ChangeListener &operator=(const ChangeListener &) = delete;
    ~ChangeListener() override;

    /** Connects and subscribes; what was open before is closed first. Of finance and admin it takes what the
     * login may. */
    domain::Result<void> open();
    void close();
    bool isOpen() const;

    /** The sequence number of every area. A failure closes. */
    domain::Result<QMap<QString, qint64>> readChanges();

Q_SIGNALS:
    void announced(); ///< something may have changed, or the connection is lost: open and read

private:
    domain::Result<void> subscribe();
    void takeArrivals();

    postgres::ConnectOptions m_options;
    std::unique_ptr<postgres::Connection> m_connection;
    std::unique_ptr<QSocketNotifier> m_arrivals;
};

} // namespace billhook::feed

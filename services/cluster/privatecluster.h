#pragma once

#include "models/domain/result.h"

#include <QString>

#include <memory>

namespace billhook::cluster {

/**
 * The PostgreSQL that Billhook keeps for itself under its home where no BILLHOOK_DATABASE_URL is given:
 * UTF-8, C.UTF-8, fsync on, reachable only through a socket in a folder of mode 0700; run by the account
 * `postgres` when we are root. Made and started on demand, by one program at a time (file lock); it outlives
 * the program unless that stops it. Blocking: a first start takes about a second. Not for the GUI thread.
 */
class PrivateCluster final
{
public:
    explicit PrivateCluster(const QString &home);
    PrivateCluster(const PrivateCluster &) = delete;
    PrivateCluster &operator=(const PrivateCluster &) = delete;
    ~PrivateCluster();

    /** $XDG_DATA_HOME/billhook, or /var/lib/billhook for root. */
    static QString defaultHome();

    /**
     * The URL of the database once it answers. Configuration when the home can't hold it: a parent closed to
     * the account, a folder of someone else, another PostgreSQL version, no server installed.
     */
    domain::Result<QString> ensureRunning();

    /** As the database's superuser (sessions SET ROLE away from it), whether it runs or not. */
    QString url() const;

    bool startedByMe() const;

    /** Fast stop: sessions end, nothing committed is lost. Does nothing when it ran already. */
    domain::Result<void> stopIfStartedByMe();

    /** Stops it whoever started it; fine when it does not run. */
    domain::Result<void> stop();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::cluster

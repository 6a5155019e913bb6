#pragma once

#include "services/cluster/servertools.h"

#include <QString>

namespace billhook::cluster {

/**
 * Where a private cluster's parts lie, and the making of them. What lies inside its folder is touched as the
 * account that owns it, and no link is followed there.
 */
class ClusterFiles final
{
public:
    explicit ClusterFiles(const QString &home);

    QString folder() const { return m_home + QStringLiteral("/postgres"); } ///< 0700, the account's
    QString data() const { return folder() + QStringLiteral("/data"); }
    QString startLog() const { return folder() + QStringLiteral("/start.log"); }
    QString lockFile() const { return folder() + QStringLiteral("/lock"); }
    QString socketFolder() const { return m_socketFolder; }

    /** The version a cluster was made by, "" when there is none yet. Configuration where there is something
     * else. */
    domain::Result<QString> madeByVersion() const;

    /** Whether a postmaster runs, or died without a word. */
    bool hasPidFile() const;

    /** Makes and checks the home, the folder and the socket's folder. */
    domain::Result<void> prepare(const ServerTools &tools) const;

    /** initdb, complete or not at all. */
    domain::Result<void> makeCluster(const ServerTools &tools) const;

    /** The settings of each start: the socket's folder may have moved with the home. */
    domain::Result<void> writeSettings(const ServerTools &tools) const;

    /** Removes a postmaster.pid whose process is gone or is something else by now, which would prevent a
     * start. */
    void removeDeadPidFile(const ServerTools &tools) const;

private:
    QString m_home;
    QString m_socketFolder;
};

} // namespace billhook::cluster

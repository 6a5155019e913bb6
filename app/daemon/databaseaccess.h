#pragma once

#include "app/daemon/settings.h"
#include "models/analytics/profile.h"
#include "models/domain/result.h"
#include "services/cluster/doors.h"
#include "services/cluster/migrator.h"
#include "services/postgres/session.h"

#include <QString>

#include <chrono>
#include <memory>
#include <vector>

namespace billhook::cluster {
class PrivateCluster;
} // namespace billhook::cluster

namespace billhook::daemon {

/** The database the settings name, or the private cluster of the home, running. */
class DatabaseAccess final
{
public:
    /** Starts the private cluster where no URL is set. Configuration or Unavailable on failure. */
    static domain::Result<DatabaseAccess> open(const Settings &settings);
    DatabaseAccess(DatabaseAccess &&) noexcept;
    DatabaseAccess &operator=(DatabaseAccess &&) noexcept;
    ~DatabaseAccess();

    const QString &url() const { return m_url; }

    /** Brings the schema up to date; its version. */
    domain::Result<int> migrate(const cluster::MigrationWatch &watch = {}) const;

    /** From here on as a login that is no superuser; see access::urlToServeWith(). */
    domain::Result<void> lessen();

    /** What is open to logins that are not ours, as this login sees it. */
    domain::Result<std::vector<cluster::Door>> openDoors() const;

    /** Configuration unless the schema is this program's. Commands that only read ask this before they begin.
     */
    domain::Result<void> requireCurrentSchema() const;

    domain::Result<std::unique_ptr<postgres::Session>> session(
        postgres::Group group = postgres::Group::Daemon,
        std::chrono::milliseconds statementTimeout = std::chrono::seconds(15)) const;

    /** What counts as recurring revenue in this database. */
    domain::Result<analytics::Profile> profile() const;

    /** Stops the private cluster if this object started it. */
    void stopIfStarted();

private:
    DatabaseAccess();

    QString m_url;
    std::unique_ptr<cluster::PrivateCluster> m_cluster;
};

} // namespace billhook::daemon

#include "app/daemon/databaseaccess.h"

#include "services/access/installation.h"
#include "services/access/servicelogin.h"
#include "services/cluster/privatecluster.h"

#include <iostream>

namespace billhook::daemon {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

DatabaseAccess::DatabaseAccess() = default;
DatabaseAccess::DatabaseAccess(DatabaseAccess &&) noexcept = default;
DatabaseAccess &DatabaseAccess::operator=(DatabaseAccess &&) noexcept = default;
DatabaseAccess::~DatabaseAccess() = default;

Result<DatabaseAccess> DatabaseAccess::open(const Settings &settings)
{
    DatabaseAccess access;
    access.m_url = QString::fromStdString(settings.get("BILLHOOK_DATABASE_URL"));
    if (!access.m_url.isEmpty()) {
        return access;
    }
    const auto home = QString::fromStdString(settings.get("BILLHOOK_HOME"));
    access.m_cluster = std::make_unique<cluster::PrivateCluster>(
        home.isEmpty() ? cluster::PrivateCluster::defaultHome() : home);
    if (auto running = access.m_cluster->ensureRunning(); !running) {
        return running.error();
    }
    access.m_url = access.m_cluster->url();
    return access;
}

Result<int> DatabaseAccess::migrate(const cluster::MigrationWatch &watch) const
{
    cluster::Migrator migrator(m_url.toStdString());
    migrator.watchedBy(watch);
    auto report = migrator.run();
    if (!report) {
        return report.error();
    }
    return report->version;
}

Result<void> DatabaseAccess::lessen()
{
    const auto url = access::urlToServeWith(m_url.toStdString());
    if (!url) {
        return url.error();
    }
    m_url = QString::fromStdString(*url);
    return {};
}

Result<std::vector<cluster::Door>> DatabaseAccess::openDoors() const
{
    return cluster::openDoorsOf(m_url.toStdString());
}

Result<void> DatabaseAccess::requireCurrentSchema() const
{
    auto report = cluster::Migrator(m_url.toStdString()).inspect();
    if (!report) {
        return report.error();
    }
    if (report->applied > 0) {
        return Error{ ErrorKind::Configuration, "schema_behind",
            "The database's schema is " + std::to_string(report->applied)
                + " migrations behind this program. Run billhookd migrate.",
            {} };
    }
    return {};
}

Result<std::unique_ptr<postgres::Session>> DatabaseAccess::session(
    postgres::Group group, std::chrono::milliseconds statementTimeout) const
{
    postgres::ConnectOptions options;
    options.url = m_url;
    options.group = group;
    options.applicationName = u"billhookd"_s;
    options.statementTimeout = statementTimeout;
    return postgres::Session::open(options);
}

Result<analytics::Profile> DatabaseAccess::profile() const
{
    auto opened = session();
    if (!opened) {
        return opened.error();
    }
    const auto installation = access::InstallationRepository(**opened).read();
    if (!installation) {
        return installation.error();
    }
    return analytics::profileNamed(installation->profile.toStdString())
        .value_or(analytics::Profile::StripeDefault);
}

void DatabaseAccess::stopIfStarted()
{
    if (m_cluster) {
        if (auto stopped = m_cluster->stopIfStartedByMe(); !stopped) {
            std::cerr << "billhookd: " << stopped.error().message << '\n';
        }
    }
}

} // namespace billhook::daemon

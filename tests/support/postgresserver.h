#pragma once

#include "services/cluster/servertools.h"

#include <QProcess>
#include <QString>

#include <memory>

namespace billhook::support {

/** A running server on an existing data folder, our child: it ends with this process whatever happens. */
class PostgresServer final
{
public:
    enum class Stop
    {
        Clean,
        Immediate
    };

    /** Nothing runs yet. Both folders belong to the server's account; the socket's path must be short. */
    PostgresServer(cluster::ServerTools tools, QString dataFolder, QString socketFolder);
    PostgresServer(const PostgresServer &) = delete;
    PostgresServer &operator=(const PostgresServer &) = delete;
    ~PostgresServer();

    void start(); ///< returns when it answers; qFatal otherwise
    void stop(Stop how);

    QString url(const QString &database, const QString &login = QStringLiteral("postgres")) const;

    /** As superuser; the first column of the first row, "" when there is none. qFatal on an error. */
    QString execute(const QString &database, const QString &sql) const;

private:
    bool answers() const;

    cluster::ServerTools m_tools;
    QString m_dataFolder;
    QString m_socketFolder;
    std::unique_ptr<QProcess> m_process;
};

} // namespace billhook::support

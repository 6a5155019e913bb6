#include "tests/support/postgresserver.h"

#include "services/postgres/connection.h"

#include <QElapsedTimer>

#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace billhook::support {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

PostgresServer::PostgresServer(cluster::ServerTools tools, QString dataFolder, QString socketFolder)
    : m_tools(std::move(tools))
    , m_dataFolder(std::move(dataFolder))
    , m_socketFolder(std::move(socketFolder))
{ }

PostgresServer::~PostgresServer()
{
    stop(Stop::Immediate);
}

void PostgresServer::start()
{
    m_process = std::make_unique<QProcess>();
    m_tools.prepare(*m_process);
    const bool root = ::geteuid() == 0;
    m_process->setChildProcessModifier([root, user = m_tools.user(), group = m_tools.group()] {
        if (root && (::setgroups(1, &group) != 0 || ::setgid(group) != 0 || ::setuid(user) != 0)) {
            ::_exit(126);
        }
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT); // after setuid, which clears it
    });
    m_process->setStandardOutputFile(m_socketFolder + u"/server.log"_s, QIODevice::Append);
    m_process->setStandardErrorFile(m_socketFolder + u"/server.log"_s, QIODevice::Append);
    m_process->start(m_tools.programPath(u"postgres"_s),
        { u"-D"_s, m_dataFolder, u"-c"_s, u"listen_addresses="_s, u"-c"_s,
            u"unix_socket_directories="_s + m_socketFolder, u"-c"_s, u"fsync=off"_s, u"-c"_s,
            u"shared_buffers=32MB"_s, u"-c"_s, u"max_connections=60"_s, u"-c"_s, u"max_wal_size=256MB"_s });
    QElapsedTimer timer;
    timer.start();
    while (!answers()) {
        if (timer.elapsed() > 30'000 || m_process->state() == QProcess::NotRunning) {
            qFatal("the test's PostgreSQL did not start, see %s/server.log", qPrintable(m_socketFolder));
        }
        m_process->waitForFinished(20);
    }
}

void PostgresServer::stop(Stop how)
{
    if (!m_process || m_process->state() == QProcess::NotRunning) {
        return;
    }
    const auto pid = static_cast<pid_t>(m_process->processId());
    ::kill(pid, how == Stop::Clean ? SIGINT : SIGQUIT);
    if (!m_process->waitForFinished(20'000)) {
        m_process->kill();
        m_process->waitForFinished(1000);
    }
}

QString PostgresServer::url(const QString &database, const QString &login) const
{
    return u"postgresql://%1@/%2?host=%3"_s.arg(login, database, m_socketFolder);
}

bool PostgresServer::answers() const
{
    const auto parsed = postgres::ConnectionUrl::parse(url(u"postgres"_s).toStdString());
    return parsed && postgres::Connection::open(*parsed, std::chrono::steady_clock::now() + 2s).has_value();
}

QString PostgresServer::execute(const QString &database, const QString &sql) const
{
    const auto limit = std::chrono::steady_clock::now() + 60s;
    const auto parsed = postgres::ConnectionUrl::parse(url(database).toStdString());
    auto connection = postgres::Connection::open(*parsed, limit);
    if (!connection) {
        qFatal("connect: %s", connection.error().detail.c_str());
    }
    auto answer = (*connection)->execute(sql.toStdString(), limit);
    if (!answer) {
        qFatal("%s: %s", qPrintable(sql), answer.error().detail.c_str());
    }
    return PQntuples(answer->get()) > 0 ? QString::fromUtf8(PQgetvalue(answer->get(), 0, 0)) : QString();
}

} // namespace billhook::support

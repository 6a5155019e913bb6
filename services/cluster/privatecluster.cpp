#include "services/cluster/privatecluster.h"

#include "services/cluster/accountscope.h"
#include "services/cluster/clusterfiles.h"
#include "services/postgres/connection.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QUrl>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

namespace billhook::cluster {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto startLimit = 60s;
constexpr auto lockLimit = 90s; ///< longer than a start takes
constexpr auto answerLimit = 2s;

/** flock(2): the kernel gives it back whatever happens to this program. The account may hold it as long as it
 * likes, so it is not waited for for ever. */
class FileLock final
{
public:
    FileLock(const QString &path, const ServerTools &tools)
        : m_file(openAs(path, tools))
    {
        const auto limit = std::chrono::steady_clock::now() + lockLimit;
        while (m_file >= 0 && !m_held && std::chrono::steady_clock::now() < limit) {
            m_held = ::flock(m_file, LOCK_EX | LOCK_NB) == 0;
            if (!m_held) {
                ::poll(nullptr, 0, 20);
            }
        }
    }
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;
    ~FileLock()
    {
        if (m_file >= 0) {
            ::close(m_file);
        }
    }
    bool held() const { return m_held; }

private:
    static int openAs(const QString &path, const ServerTools &tools)
    {
        const AccountScope scope(tools.user(), tools.group());
        const QByteArray name = QFile::encodeName(path);
        constexpr int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
        const int file = ::open(name.constData(), flags, 0600);
        if (file < 0 && errno == EACCES
            && ::unlink(name.constData()) == 0) { // root's own, of an earlier version
            return ::open(name.constData(), flags, 0600);
        }
        return file;
    }

    int m_file;
    bool m_held = false;
};

} // namespace

class PrivateCluster::Private final
{
public:
    explicit Private(const QString &home)
        : files(home)
    { }

    Result<void> findTools();
    QString urlOf(const QString &database) const;
    bool answers() const;
    Result<void> start();
    bool waitUntilItAnswers() const;
    Result<void> ensureDatabase() const;
    Result<void> startLocked();

    ClusterFiles files;
    std::optional<ServerTools> tools;
    bool started = false;
};

Result<void> PrivateCluster::Private::findTools()
{
    const auto version = files.madeByVersion();
    if (!version) {
        return version.error();
    }
    auto found = ServerTools::find(*version);
    if (!found) {
        return found.error();
    }
    tools = std::move(*found);
    return {};
}

QString PrivateCluster::Private::urlOf(const QString &database) const
{
    const QByteArray folder = QUrl::toPercentEncoding(files.socketFolder());
    return u"postgresql://postgres@/%1?host=%2&port=5432"_s.arg(database, QString::fromLatin1(folder));
}

bool PrivateCluster::Private::answers() const
{
    const auto url = postgres::ConnectionUrl::parse(urlOf(u"postgres"_s).toStdString());
    return url
        && postgres::Connection::open(*url, std::chrono::steady_clock::now() + answerLimit).has_value();
}

/** One that is starting or recovering at another program's wish has a socket before it answers. */
bool PrivateCluster::Private::waitUntilItAnswers() const
{
    const auto limit = std::chrono::steady_clock::now() + startLimit;
    while (files.hasPidFile() && std::chrono::steady_clock::now() < limit) {
        if (answers()) {
            return true;
        }
        ::poll(nullptr, 0, 20);
    }
    return answers();
}

Result<void> PrivateCluster::Private::start()
{
    auto written = files.writeSettings(*tools);
    if (!written) {
        return written;
    }
    auto done = tools->run(u"pg_ctl"_s,
        { u"start"_s, u"-s"_s, u"-w"_s, u"-t"_s, QString::number(startLimit.count()), u"-D"_s, files.data(),
            u"-l"_s, files.startLog() },
        static_cast<int>(startLimit.count()) + 10);
    if (!done) {
        Error error = done.error();
        error.kind = ErrorKind::Unavailable;
        error.message = u"The private PostgreSQL did not start; its log is under %1 (start.log, data/log)."_s
                            .arg(files.folder())
                            .toStdString();
        return error;
    }
    started = true;
    return {};
}

Result<void> PrivateCluster::Private::ensureDatabase() const
{
    const auto limit = std::chrono::steady_clock::now() + startLimit;
    const auto url = postgres::ConnectionUrl::parse(urlOf(u"postgres"_s).toStdString());
    if (!url) {
        return url.error();
    }
    auto connection = postgres::Connection::open(*url, limit);
    if (!connection) {
        return connection.error();
    }
    auto found
        = (*connection)->execute("SELECT 1 FROM pg_catalog.pg_database WHERE datname = 'billhook'", limit);
    if (!found) {
        return found.error();
    }
    if (PQntuples(found->get()) > 0) {
        return {};
    }
    auto created
        = (*connection)
              ->execute(
                  "CREATE DATABASE billhook TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'", limit);
    if (!created) {
        return created.error();
    }
    return {};
}

Result<void> PrivateCluster::Private::startLocked()
{
    const auto version = files.madeByVersion();
    if (!version) {
        return version.error();
    }
    if (version->isEmpty()) {
        auto made = files.makeCluster(*tools);
        if (!made) {
            return made;
        }
    }
    files.removeDeadPidFile(*tools);
    if (!waitUntilItAnswers()) {
        auto running = start();
        if (!running) {
            return running;
        }
    }
    return ensureDatabase();
}

PrivateCluster::PrivateCluster(const QString &home)
    : d(std::make_unique<Private>(home))
{ }

PrivateCluster::~PrivateCluster() = default;

QString PrivateCluster::defaultHome()
{
    if (::geteuid() == 0) {
        return u"/var/lib/billhook"_s;
    }
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/billhook"_s;
}

Result<QString> PrivateCluster::ensureRunning()
{
    auto found = d->findTools();
    if (!found) {
        return found.error();
    }
    auto prepared = d->files.prepare(*d->tools);
    if (!prepared) {
        return prepared.error();
    }
    const FileLock lock(d->files.lockFile(), *d->tools);
    if (!lock.held()) {
        return Error{ ErrorKind::Configuration, "folder_refused",
            u"The folder %1 can't be written, or another program keeps its lock."_s.arg(d->files.folder())
                .toStdString(),
            {} };
    }
    auto running = d->startLocked();
    if (!running) {
        return running.error();
    }
    return url();
}

QString PrivateCluster::url() const
{
    return d->urlOf(u"billhook"_s);
}

bool PrivateCluster::startedByMe() const
{
    return d->started;
}

Result<void> PrivateCluster::stopIfStartedByMe()
{
    return d->started ? stop() : Result<void>();
}

Result<void> PrivateCluster::stop()
{
    if (!d->files.hasPidFile()) {
        return {};
    }
    auto found = d->findTools();
    if (!found) {
        return found;
    }
    const FileLock lock(d->files.lockFile(), *d->tools);
    auto done = d->tools->run(u"pg_ctl"_s,
        { u"stop"_s, u"-s"_s, u"-w"_s, u"-t"_s, u"60"_s, u"-m"_s, u"fast"_s, u"-D"_s, d->files.data() }, 70);
    d->started = false;
    if (!done) {
        return done.error();
    }
    return {};
}

} // namespace billhook::cluster

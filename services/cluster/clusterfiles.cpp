#include "services/cluster/clusterfiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace billhook::cluster {

using namespace Qt::StringLiterals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr qsizetype longestSocketFolder = 90; ///< a socket's whole path has 107 bytes

Error configuration(std::string code, const QString &message)
{
    return { ErrorKind::Configuration, std::move(code), message.toStdString(), {} };
}

QString socketFolderFor(const QString &home)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_./-]+$"_s);
    QString nearby = home + u"/postgres/socket"_s;
    if (nearby.toUtf8().size() <= longestSocketFolder && plain.match(nearby).hasMatch()) {
        return nearby;
    }
    const QString runtime = ::geteuid() == 0 ? QString() : qEnvironmentVariable("XDG_RUNTIME_DIR");
    const bool usable = runtime.startsWith(u'/') && runtime.size() < 60 && plain.match(runtime).hasMatch()
        && QFileInfo(runtime).isDir();
    const QByteArray hash
        = QCryptographicHash::hash(home.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return (usable ? runtime : u"/tmp"_s) + u"/billhook-"_s + QString::fromLatin1(hash);
}

/** Missing folders are made enterable for others: the database's account must pass through them. */
bool makePath(const QString &path)
{
    if (QFileInfo(path).isDir()) {
        return true;
    }
    if (!makePath(QFileInfo(path).absolutePath())) {
        return false;
    }
    const QByteArray name = QFile::encodeName(path);
    const bool made = ::mkdir(name.constData(), 0711) == 0;
    return made ? ::chmod(name.constData(), 0711) == 0 : errno == EEXIST; // another program was quicker
}

qint64 memoryMegabytes()
{
    return static_cast<qint64>(::sysconf(_SC_PHYS_PAGES)) * static_cast<qint64>(::sysconf(_SC_PAGESIZE))
        / (1 << 20);
}

QString settings(const QString &socketFolder)
{
    const qint64 memory = memoryMegabytes();
    return u"# Written at each start; changes belong into postgresql.auto.conf (ALTER SYSTEM).\n"
           "listen_addresses = ''\n"
           "unix_socket_directories = '%1'\n"
           "unix_socket_permissions = 0700\n"
           "port = 5432\n"
           "max_connections = 60\n"
           "shared_buffers = %2MB\n"
           "effective_cache_size = %3MB\n"
           "fsync = on\n"
           "full_page_writes = on\n"
           "synchronous_commit = on\n"
           "wal_compression = lz4\n"
           "max_wal_size = 2GB\n"
           "random_page_cost = 1.1\n"
           "jit = off\n"
           "timezone = 'UTC'\n"
           "log_timezone = 'UTC'\n"
           "lc_messages = 'C'\n"
           "logging_collector = on\n"
           "log_directory = 'log'\n"
           "log_filename = 'postgresql-%a.log'\n"
           "log_truncate_on_rotation = on\n"
           "log_rotation_age = 1d\n"
           "log_rotation_size = 0\n"_s.arg(socketFolder)
               .arg(std::clamp<qint64>(memory / 8, 64, 512))
               .arg(std::clamp<qint64>(memory / 2, 256, 8192));
}

} // namespace

ClusterFiles::ClusterFiles(const QString &home)
    : m_home(QDir::cleanPath(QDir().absoluteFilePath(home)))
    , m_socketFolder(socketFolderFor(m_home))
{ }

QString ClusterFiles::madeByVersion() const
{
    QFile file(data() + u"/PG_VERSION"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll().trimmed()) : QString();
}

Result<void> ClusterFiles::prepare(const ServerTools &tools) const
{
    // pg_ctl hands the path to a shell inside double quotes.
    static const QRegularExpression hostile(u"[\"$`\\\\'\\x00-\\x1f]"_s);
    if (hostile.match(m_home).hasMatch()) {
        return configuration("home_refused",
            u"The path %1 has characters a database folder can't have. Choose another BILLHOOK_HOME."_s.arg(
                m_home));
    }
    if (!makePath(m_home)) {
        return configuration(
            "home_refused", u"The folder %1 can't be made. Choose another BILLHOOK_HOME."_s.arg(m_home));
    }
    auto closed = tools.firstClosedParent(folder());
    if (!closed) {
        return closed.error();
    }
    if (!closed->isEmpty()) {
        return configuration("home_closed",
            u"The database's account (%1) may not enter %2. Open it with: chmod o+x '%2' - or choose another BILLHOOK_HOME."_s
                .arg(tools.userName(), *closed));
    }
    for (const QString &needed : { folder(), m_socketFolder }) {
        auto owned = tools.ownFolder(needed);
        if (!owned) {
            return owned;
        }
    }
    return {};
}

Result<void> ClusterFiles::makeCluster(const ServerTools &tools) const
{
    const QString part = data() + u".part"_s;
    QDir(part).removeRecursively(); // left by a run that was interrupted
    auto made = tools.run(u"initdb"_s,
        { u"-D"_s, part, u"-U"_s, u"postgres"_s, u"-E"_s, u"UTF8"_s, u"--locale=C.UTF-8"_s,
            u"--data-checksums"_s, u"--auth-local=trust"_s, u"--auth-host=reject"_s, u"--no-instructions"_s,
            u"--no-sync"_s },
        120);
    if (!made) {
        return made.error();
    }
    QFile configuration(part + u"/postgresql.conf"_s);
    if (!configuration.open(QIODevice::Append) || configuration.write("\ninclude 'billhook.conf'\n") < 0) {
        return Error{ ErrorKind::Internal, "cluster_failed", "The database's settings can't be written.",
            configuration.errorString().toStdString() };
    }
    // One syncfs instead of initdb's fsync of a thousand files: as safe before the rename, and seconds
    // faster.
    const bool synced = configuration.flush() && ::syncfs(configuration.handle()) == 0;
    configuration.close();
    if (!synced) {
        return Error{ ErrorKind::Internal, "cluster_failed",
            "The database's folder can't be written to disk.", {} };
    }
    if (!QFile::rename(part, data())) {
        return Error{ ErrorKind::Internal, "cluster_failed", "The database's folder can't be put in place.",
            {} };
    }
    return {};
}

Result<void> ClusterFiles::writeSettings(const ServerTools &tools) const
{
    const QString path = data() + u"/billhook.conf"_s;
    QFile file(path);
    const QByteArray text = settings(m_socketFolder).toUtf8();
    const bool written = file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        && file.write(text) == text.size() && file.flush()
        && ::fchown(file.handle(), tools.user(), tools.group()) == 0
        && ::fchmod(file.handle(), S_IRUSR | S_IWUSR) == 0;
    if (!written) {
        return Error{ ErrorKind::Internal, "cluster_failed", "The database's settings can't be written.",
            file.errorString().toStdString() };
    }
    return {};
}

void ClusterFiles::removeDeadPidFile() const
{
    const QString path = data() + u"/postmaster.pid"_s;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return;
    }
    const QByteArray pid = file.readLine().trimmed();
    // A postmaster works in its data folder; after a crash its number may have gone to any other process.
    const QString workingFolder = QFile::symLinkTarget(u"/proc/%1/cwd"_s.arg(QString::fromLatin1(pid)));
    if (QFileInfo(workingFolder).canonicalFilePath() != QFileInfo(data()).canonicalFilePath()) {
        QFile::remove(path);
    }
}

} // namespace billhook::cluster

#include "services/cluster/clusterfiles.h"

#include "services/cluster/accountscope.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

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

/** The descriptor of a plain file, never of what a link leads to or of what would make us wait. */
int openPlain(const QString &path, int flags)
{
    const int file = ::open(
        QFile::encodeName(path).constData(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, S_IRUSR | S_IWUSR);
    struct stat status
    { };
    if (file >= 0 && (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode))) {
        ::close(file);
        errno = ELOOP;
        return -1;
    }
    return file;
}

/** As much of a small file as anybody needs; empty where it is none. */
QByteArray firstBytes(const QString &path)
{
    QFile file;
    const int descriptor = openPlain(path, O_RDONLY);
    return descriptor >= 0 && file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)
        ? file.read(256)
        : QByteArray();
}

Result<void> writeFile(const QString &path, const QByteArray &text, int how, int (*sync)(int))
{
    QFile file;
    const int descriptor = openPlain(path, O_WRONLY | O_CREAT | how);
    const bool written = descriptor >= 0
        && file.open(descriptor, QIODevice::WriteOnly, QFileDevice::AutoCloseHandle)
        && file.write(text) == text.size() && file.flush() && sync(descriptor) == 0;
    if (!written) {
        return Error{ ErrorKind::Internal, "cluster_failed", "The database's settings can't be written.",
            QString(path + u": "_s + QString::fromLocal8Bit(std::strerror(errno))).toStdString() };
    }
    return {};
}

/** Left by a run that was interrupted. */
void removePart(const QString &part)
{
    if (QFileInfo(part).isSymLink()) {
        QFile::remove(part);
    } else {
        QDir(part).removeRecursively();
    }
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

Result<QString> ClusterFiles::madeByVersion() const
{
    const auto account = ServerTools::account();
    if (!account) {
        return account.error();
    }
    const AccountScope scope(account->user, account->group);
    static const QRegularExpression number(u"^[0-9]{1,3}$"_s);
    const QString path = data() + u"/PG_VERSION"_s;
    if (!QFileInfo::exists(path) && !QFileInfo(path).isSymLink()) {
        return QString();
    }
    const QString version = QString::fromLatin1(firstBytes(path)).trimmed();
    if (!number.match(version).hasMatch()) {
        return configuration("cluster_refused",
            u"%1 is not what a PostgreSQL left there. Look at the folder, or choose another BILLHOOK_HOME."_s
                .arg(path));
    }
    return version;
}

bool ClusterFiles::hasPidFile() const
{
    const auto account = ServerTools::account();
    if (!account) {
        return false;
    }
    const AccountScope scope(account->user, account->group);
    return QFileInfo::exists(data() + u"/postmaster.pid"_s);
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
    const AccountScope scope(tools.user(), tools.group());
    removePart(part);
    auto made = tools.run(u"initdb"_s,
        { u"-D"_s, part, u"-U"_s, u"postgres"_s, u"-E"_s, u"UTF8"_s, u"--locale=C.UTF-8"_s,
            u"--data-checksums"_s, u"--auth-local=trust"_s, u"--auth-host=reject"_s, u"--no-instructions"_s,
            u"--no-sync"_s },
        120);
    if (!made) {
        return made.error();
    }
    // One syncfs instead of initdb's fsync of a thousand files: as safe before the rename, and seconds
    // faster.
    auto included
        = writeFile(part + u"/postgresql.conf"_s, "\ninclude 'billhook.conf'\n", O_APPEND, ::syncfs);
    if (!included) {
        return included;
    }
    if (!QFile::rename(part, data())) {
        return Error{ ErrorKind::Internal, "cluster_failed", "The database's folder can't be put in place.",
            {} };
    }
    return {};
}

Result<void> ClusterFiles::writeSettings(const ServerTools &tools) const
{
    const AccountScope scope(tools.user(), tools.group());
    return writeFile(data() + u"/billhook.conf"_s, settings(m_socketFolder).toUtf8(), O_TRUNC, ::fsync);
}

void ClusterFiles::removeDeadPidFile(const ServerTools &tools) const
{
    const AccountScope scope(tools.user(), tools.group());
    const QString path = data() + u"/postmaster.pid"_s;
    const QByteArray pid = firstBytes(path).split('\n').first().trimmed();
    if (pid.isEmpty()) {
        return;
    }
    // A postmaster works in its data folder; after a crash its number may have gone to any other process.
    const QString workingFolder = QFile::symLinkTarget(u"/proc/%1/cwd"_s.arg(QString::fromLatin1(pid)));
    if (QFileInfo(workingFolder).canonicalFilePath() != QFileInfo(data()).canonicalFilePath()) {
        QFile::remove(path);
    }
}

} // namespace billhook::cluster

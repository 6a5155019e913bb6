#include "services/cluster/servertools.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace billhook::cluster {

using namespace Qt::StringLiterals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr int oldestVersion = 15;

Error configuration(std::string code, const QString &message)
{
    return { ErrorKind::Configuration, std::move(code), message.toStdString(), {} };
}

bool mayEnter(const struct stat &folder, uid_t user, gid_t group)
{
    const mode_t bit = folder.st_uid == user ? S_IXUSR : folder.st_gid == group ? S_IXGRP : S_IXOTH;
    return user == 0 || (folder.st_mode & bit) != 0;
}

QString installedFolder(const QString &version)
{
    const QString folder = u"/usr/lib/postgresql/"_s + version + u"/bin"_s;
    return QFileInfo(folder + u"/postgres"_s).isExecutable() ? folder : QString();
}

QString newestVersion()
{
    int newest = 0;
    const QStringList versions = QDir(u"/usr/lib/postgresql"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &version : versions) {
        if (version.toInt() > newest && !installedFolder(version).isEmpty()) {
            newest = version.toInt();
        }
    }
    return newest >= oldestVersion ? QString::number(newest) : QString();
}

} // namespace

Result<ServerTools> ServerTools::find(const QString &version)
{
    ServerTools tools;
    tools.m_version = version.isEmpty() ? newestVersion() : version;
    tools.m_folder = tools.m_version.isEmpty() ? QString() : installedFolder(tools.m_version);
    if (tools.m_folder.isEmpty()) {
        return configuration("postgres_missing",
            version.isEmpty()
                ? u"No PostgreSQL server of version 15 or newer is installed. On Debian: apt install postgresql-15, or set BILLHOOK_DATABASE_URL."_s
                : u"The database here was made by PostgreSQL %1, which is not installed. On Debian: apt install postgresql-%1."_s
                      .arg(version));
    }
    const auto account = ServerTools::account();
    if (!account) {
        return account.error();
    }
    tools.m_user = account->user;
    tools.m_group = account->group;
    return tools;
}

Result<ServerTools::Account> ServerTools::account()
{
    if (::geteuid() != 0) {
        return Account{ ::geteuid(), ::getegid() };
    }
    const passwd *account = ::getpwnam("postgres");
    if (account == nullptr) {
        return configuration("postgres_account_missing",
            u"PostgreSQL does not run as root, and there is no account named postgres to run it as."_s);
    }
    return Account{ account->pw_uid, account->pw_gid };
}

QString ServerTools::programPath(const QString &program) const
{
    return m_folder + u'/' + program;
}

QString ServerTools::userName() const
{
    const passwd *account = ::getpwuid(m_user);
    return account == nullptr ? QString::number(m_user) : QString::fromLocal8Bit(account->pw_name);
}

void ServerTools::prepare(QProcess &process) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList names = environment.keys();
    for (const QString &name : names) {
        if (name.startsWith("PG"_L1) || name.startsWith("LC_"_L1) || name.startsWith("BILLHOOK_"_L1)
            || name.startsWith("STRIPE_"_L1)) {
            environment.remove(name);
        }
    }
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(u"/"_s);
    if (::geteuid() == 0) {
        process.setChildProcessModifier([user = m_user, group = m_group] {
            if (::setgroups(1, &group) != 0 || ::setgid(group) != 0 || ::setuid(user) != 0) {
                ::_exit(126);
            }
        });
    }
}

Result<QString> ServerTools::run(const QString &program, const QStringList &arguments, int seconds) const
{
    QProcess process;
    prepare(process);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(programPath(program), arguments);
    if (!process.waitForFinished(seconds * 1000)) {
        const bool started = process.error() != QProcess::FailedToStart;
        process.kill();
        process.waitForFinished(1000);
        return Error{ started ? ErrorKind::Timeout : ErrorKind::Internal, "postgres_tool_failed",
            QString(program + u" did not finish"_s).toStdString(), process.errorString().toStdString() };
    }
    const QString output = QString::fromUtf8(process.readAll());
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        return Error{ ErrorKind::Internal, "postgres_tool_failed",
            QString(program + u" failed"_s).toStdString(), output.toStdString() };
    }
    return output;
}

Result<QString> ServerTools::firstClosedParent(const QString &path) const
{
    QString folder = u"/"_s;
    const QStringList parts = QFileInfo(path).absolutePath().split(u'/', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        folder += (folder.endsWith(u'/') ? QString() : u"/"_s) + part;
        struct stat status
        { };
        if (::stat(QFile::encodeName(folder).constData(), &status) != 0) {
            return errno == ENOENT ? Result<QString>(QString())
                                   : Result<QString>(Error{ ErrorKind::Internal, "folder_unreadable",
                                       "A folder can't be examined.", folder.toStdString() });
        }
        if (!mayEnter(status, m_user, m_group)) {
            return folder;
        }
    }
    return QString();
}

Result<void> ServerTools::ownFolder(const QString &path) const
{
    const QByteArray name = QFile::encodeName(path);
    const bool made = ::mkdir(name.constData(), 0700) == 0;
    if (!made && errno != EEXIST) {
        return configuration("folder_refused",
            u"The folder %1 can't be made: %2."_s.arg(path, QString::fromLocal8Bit(std::strerror(errno))));
    }
    // By a descriptor: what the name leads to may be another thing a moment later.
    const int folder = ::open(name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status
    { };
    // Another program of ours may have made it a moment ago and not yet given it away.
    const bool mine = folder >= 0 && ::fstat(folder, &status) == 0 && status.st_uid == ::geteuid();
    const bool given = !mine || ::fchown(folder, m_user, m_group) == 0;
    const bool ours = given && folder >= 0 && ::fstat(folder, &status) == 0 && status.st_uid == m_user
        && (status.st_mode & 0077) == 0;
    if (folder >= 0) {
        ::close(folder);
    }
    if (!given) {
        return configuration(
            "folder_refused", u"The folder %1 can't be given to the database's account."_s.arg(path));
    }
    if (!ours) {
        return configuration("folder_refused",
            u"The folder %1 belongs to someone else or is open to others. Remove it or choose another BILLHOOK_HOME."_s
                .arg(path));
    }
    return {};
}

} // namespace billhook::cluster

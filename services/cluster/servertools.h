#pragma once

#include "models/domain/result.h"

#include <QProcess>
#include <QString>
#include <QStringList>

#include <sys/types.h>

namespace billhook::cluster {

/** PostgreSQL's own programs, run as the account that owns a private cluster: ours, or `postgres` when we are
 * root. */
class ServerTools final
{
public:
    /**
     * The programs of `version` ("15"), or of the newest installed one when empty. Configuration when there
     * are none or, as root, no account named postgres.
     */
    static domain::Result<ServerTools> find(const QString &version = {});

    struct Account
    {
        uid_t user = 0;
        gid_t group = 0;
    };
    /** That owns a private cluster of this program. */
    static domain::Result<Account> account();

    QString version() const { return m_version; } ///< "15"
    QString programPath(const QString &program) const;
    QString userName() const;
    uid_t user() const { return m_user; }
    gid_t group() const { return m_group; }

    /** Prepares a process that will run as the account, without any PG... variables of ours. */
    void prepare(QProcess &process) const;

    /** Runs to the end. Internal with the program's own words when it fails, Timeout after `seconds`. */
    domain::Result<QString> run(const QString &program, const QStringList &arguments, int seconds = 60) const;

    /** Whether the account may enter every parent of the path; the first it can't, else "". */
    domain::Result<QString> firstClosedParent(const QString &path) const;

    /** Gives a folder of ours to the account, mode 0700, and makes it where it is missing. Its parents are
     * left alone. */
    domain::Result<void> ownFolder(const QString &path) const;

private:
    ServerTools() = default;
    QString m_folder;
    QString m_version;
    uid_t m_user = 0;
    gid_t m_group = 0;
};

} // namespace billhook::cluster

#pragma once

#include <QString>

#include <memory>

namespace billhook::support {

/**
 * A throw-away PostgreSQL for one test executable: socket only, private folder, gone with the process even
 * when that crashes. It holds a migrated template; every database is a clone of it. A migrated server folder
 * is kept under the build folder and copied, so that a start takes a fraction of a second.
 *
 *     PostgresFixture m_postgres;              // member of the test class: starts in the constructor
 *     void init() { m_postgres.renew(); }      // a fresh database before each test
 *     ... Session::open({.url = m_postgres.url(), ...})
 *
 * Failures end the test executable with the reason (qFatal).
 */
class PostgresFixture final
{
public:
    PostgresFixture();
    PostgresFixture(const PostgresFixture &) = delete;
    PostgresFixture &operator=(const PostgresFixture &) = delete;
    ~PostgresFixture();

    /** The current database, migrated, as the server's superuser (sessions SET ROLE away from it). */
    QString url();

    /** Makes a fresh migrated database the current one; its URL. */
    QString renew();

    /** A further database without anything of ours in it; its URL. The groups exist: they belong to the
     * server. */
    QString createEmptyDatabase();

    /** The current database for another login; trusted without a password. */
    QString urlAs(const QString &login);

    /** Runs SQL text as superuser in the current database; the first column of the first row, "" when there
     * is none. */
    QString sql(const QString &text);

    void kill(); ///< immediate stop, as a crash
    void start(); ///< again, on the same data and socket

    QString socketFolder() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::support

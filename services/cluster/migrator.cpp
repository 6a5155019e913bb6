#include "services/cluster/migrator.h"

#include "services/cluster/appliedmigrations.h"
#include "services/cluster/doors.h"
#include "services/cluster/groupsetup.h"
#include "services/cluster/privileges.h"
#include "services/cluster/waitwatch.h"
#include "services/observability/crashpoint.h"
#include "services/postgres/connection.h"
#include "services/postgres/pooling.h"

#include <algorithm>
#include <optional>

namespace billhook::cluster {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto quick = 30s;
constexpr int firstWithRecord = 95; ///< the migration that makes the record of privileges
constexpr auto patient = std::chrono::minutes(30); ///< an index over a large table, or another program's turn

postgres::Deadline in(std::chrono::seconds limit)
{
    return std::chrono::steady_clock::now() + limit;
}

Error configuration(std::string code, std::string message, std::string detail = {})
{
    return { ErrorKind::Configuration, std::move(code), std::move(message), std::move(detail) };
}

} // namespace

class Migrator::Private final
{
public:
    Result<void> connect();
    Result<void> watchWaits();
    Result<void> checkServer() const;
    Result<void> createSchema() const;
    Result<void> makeSchema() const;
    Result<void> prepareSchema();
    Result<bool> takeTurn(const Migration &migration) const;
    Result<MigrationReport> report() const;
    Result<MigrationReport> applyMissing();
    Result<bool> apply(const Migration &migration) const;
    Error failed(const Migration &migration, Error error) const;
    Result<void> enterGroup();
    Result<bool> isSettled() const;

    void tell(const std::string &what) const
    {
        if (watch.progress) {
            watch.progress(what);
        }
    }

    std::string url;
    MigrationWatch watch;
    std::optional<std::vector<Migration>> given;
    std::vector<Migration> migrations;
    std::optional<postgres::ConnectionUrl> parsed;
    std::unique_ptr<postgres::Connection> connection;
    std::unique_ptr<WaitWatch> waits;
    bool person = false; ///< the login is finance's or an admin's
};

Result<void> Migrator::Private::connect()
{
    auto known = given ? Result<std::vector<Migration>>(*given) : compiledMigrations();
    if (!known) {
        return known.error();
    }
    migrations = std::move(*known);
    auto read = postgres::ConnectionUrl::parse(url);
    if (!read) {
        return read.error();
    }
    read->set("application_name", "billhook migrate");
    parsed = std::move(*read);
    auto opened = postgres::Connection::open(*parsed, in(15s));
    if (!opened) {
        return opened.error();
    }
    connection = std::move(*opened);
    if (watch.stop != nullptr) {
        connection->interruptBy(*watch.stop);
    }
    auto fit = checkServer(); // first, as an older server may not know what is asked next
    if (fit) {
        fit = postgres::refuseSharedSessions(*connection, *parsed);
    }
    return fit ? watchWaits() : fit;
}

/** From here on it is told whom this session waits for. */
Result<void> Migrator::Private::watchWaits()
{
    const auto process = connection->execute("SELECT pg_backend_pid()", in(quick));
    if (!process) {
        return process.error();
    }
    waits = std::make_unique<WaitWatch>(*parsed, postgres::integerOf(process->get(), 0), watch.progress);
    return {};
}

Result<void> Migrator::Private::checkServer() const
{
    if (connection->serverVersion() < 150'000) {
        return configuration("database_too_old",
            "This PostgreSQL is version " + std::to_string(connection->serverVersion() / 10'000)
                + "; Billhook needs 15 or newer.");
    }
    auto encoding = connection->execute("SELECT current_setting('server_encoding')", in(quick));
    if (!encoding) {
        return encoding.error();
    }
    const std::string name = PQgetvalue(encoding->get(), 0, 0);
    if (name != "UTF8") {
        return configuration("database_encoding",
            "The database is encoded in " + name
                + "; Billhook needs UTF8. Create it with: CREATE DATABASE ... "
                  "ENCODING 'UTF8' TEMPLATE template0");
    }
    return {};
}

/** Programs that start at once migrate one after the other: each begins a migration by locking the table that
 * lists them, which only members of the owner can, and looks whether another has done it meanwhile. False: it
 * has. */
Result<bool> Migrator::Private::takeTurn(const Migration &migration) const
{
    const auto locked
        = connection->execute("BEGIN; LOCK TABLE billhook.schema_version IN EXCLUSIVE MODE", in(patient));
    if (!locked) {
        return locked.error();
    }
    auto done = connection->execute(
        "SELECT 1 FROM billhook.schema_version WHERE version = " + std::to_string(migration.version),
        in(quick));
    return done ? Result<bool>(PQntuples(done->get()) == 0) : Result<bool>(done.error());
}

/** The schema is not asked for where it is there: that alone would take the right to make it. */
Result<void> Migrator::Private::createSchema() const
{
    const auto there = connection->execute("SELECT to_regnamespace('billhook') IS NOT NULL", in(quick));
    if (!there) {
        return there.error();
    }
    const std::string schema = *PQgetvalue(there->get(), 0, 0) == 'f'
        ? "CREATE SCHEMA IF NOT EXISTS billhook AUTHORIZATION billhook_owner; "
        : "";
    // Search by pieces of names. Trusted, but it takes a login that may create schemas.
    auto made = connection->execute(schema
            + "CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA billhook; SET LOCAL ROLE billhook_owner; "
              "CREATE TABLE IF NOT EXISTS billhook.schema_version (version integer PRIMARY KEY, "
              "name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
        in(quick));
    return made ? Result<void>() : made.error();
}

/** Without a lock, as nothing is there yet that could be locked: whoever loses finds what the other has made.
 */
Result<void> Migrator::Private::makeSchema() const
{
    constexpr int attempts = 5;
    for (int attempt = 1;; ++attempt) {
        auto made = createSchema();
        if (made) {
            return made;
        }
        const std::string_view state = made.error().sqlState;
        const bool lost
            = state == "23505" || state.starts_with("42P0") || state == "42710" || state == "XX000";
        if (!lost || attempt == attempts) {
            return made;
        }
    }
}

Result<void> Migrator::Private::prepareSchema()
{
    auto ready = ensureGroups(*connection, *parsed);
    if (ready) {
        ready = mendPrivileges(*connection);
    }
    if (ready) {
        ready = makeSchema();
    }
    if (!ready) {
        return ready;
    }
    auto owner = connection->execute("SET ROLE billhook_owner", in(quick));
    return owner ? Result<void>() : owner.error();
}

/** What there is is read as one of the groups: a login that inherits nothing sees nothing by itself. */
Result<void> Migrator::Private::enterGroup()
{
    const auto groups = linesOf(*connection, "find_group");
    if (!groups) {
        return groups.error();
    }
    if (groups->empty()) {
        return {};
    }
    person = groups->front() == "billhook_admin" || groups->front() == "billhook_finance";
    const auto entered = connection->execute("SET ROLE " + groups->front(), in(quick));
    return entered ? Result<void>() : entered.error();
}

/** A person's login is no daemon's: what it lacks of one is not missing. */
Result<bool> Migrator::Private::isSettled() const
{
    const auto rights = linesOf(*connection, "list_rights");
    if (!rights) {
        return rights.error();
    }
    const auto lacking = lackingPrivileges(*connection);
    if (!lacking && lacking.error().kind != ErrorKind::Forbidden) {
        return lacking.error();
    }
    return lacking && lacking->empty() && (person || rights->empty());
}

Result<MigrationReport> Migrator::Private::report() const
{
    const auto applied = readApplied(*connection);
    if (!applied) {
        return applied.error();
    }
    const auto compared = compareApplied(*applied, migrations);
    if (!compared) {
        return compared.error();
    }
    return MigrationReport{ applied->empty() ? 0 : applied->rbegin()->first,
        static_cast<int>(migrations.size() - applied->size()) };
}

Result<MigrationReport> Migrator::Private::applyMissing()
{
    const auto applied = readApplied(*connection);
    if (!applied) {
        return applied.error();
    }
    const auto compared = compareApplied(*applied, migrations);
    if (!compared) {
        return compared.error();
    }
    MigrationReport report{ applied->empty() ? 0 : applied->rbegin()->first, 0 };
    for (const Migration &migration : migrations) {
        if (migration.version <= report.version) {
            continue;
        }
        const auto done = apply(migration);
        if (!done) {
            return done.error();
        }
        report.version = migration.version;
        report.applied += *done ? 1 : 0;
    }
    return report;
}

/** False: another program has applied it meanwhile. */
Result<bool> Migrator::Private::apply(const Migration &migration) const
{
    const auto missing = takeTurn(migration);
    if (!missing) {
        return failed(migration, missing.error());
    }
    if (!*missing) {
        auto ended = connection->execute("ROLLBACK", in(quick));
        return ended ? Result<bool>(false) : Result<bool>(ended.error());
    }
    tell("applying " + migration.name);
    const std::string row = "INSERT INTO billhook.schema_version (version, name, checksum) VALUES ("
        + std::to_string(migration.version) + ", " + connection->quotedLiteral(migration.name) + ", "
        + connection->quotedLiteral(migration.checksum) + ")";
    auto done = connection->execute(migration.sql, in(patient));
    if (done) {
        done = connection->execute(row, in(quick));
    }
    if (!done) {
        return failed(migration, done.error());
    }
    const auto recorded
        = migration.version >= firstWithRecord ? recordPrivileges(*connection) : Result<void>();
    if (!recorded) {
        return failed(migration, recorded.error());
    }
    observability::crashPoint("migration_before_commit");
    done = connection->execute("COMMIT", in(patient));
    if (!done) {
        return failed(migration, done.error());
    }
    observability::crashPoint("migration_after_commit");
    return true;
}

Error Migrator::Private::failed(const Migration &migration, Error error) const
{
    error.message = "The migration " + migration.name + " failed; nothing of it was kept. " + error.message;
    error.detail = migration.name + ": " + error.detail;
    connection->close(); // rolls back
    return error;
}

Migrator::Migrator(std::string url)
    : d(std::make_unique<Private>())
{
    d->url = std::move(url);
}

Migrator::Migrator(std::string url, std::vector<Migration> migrations)
    : Migrator(std::move(url))
{
    d->given = std::move(migrations);
}

Migrator::~Migrator() = default;

void Migrator::watchedBy(MigrationWatch watch)
{
    d->watch = std::move(watch);
}

Result<MigrationReport> Migrator::inspect(Look look)
{
    auto ready = d->connect();
    if (ready) {
        ready = d->enterGroup();
    }
    if (!ready) {
        return ready.error();
    }
    auto report = d->report();
    if (report && look == Look::Rights) {
        const auto settled = d->isSettled();
        if (!settled) {
            return settled.error();
        }
        report->settled = *settled;
    }
    d->connection->close();
    return report;
}

Result<MigrationReport> Migrator::run()
{
    auto found = inspect(Look::Rights);
    if (!found && found.error().kind != ErrorKind::Forbidden) {
        return found;
    }
    const auto connected = d->connect();
    if (!connected) {
        return connected.error();
    }
    if (found && found->applied == 0 && found->settled) {
        shutOwnDoors(*d->connection);
        d->connection->close();
        return found;
    }
    const auto prepared = d->prepareSchema();
    auto report = prepared ? d->applyMissing() : Result<MigrationReport>(prepared.error());
    if (report && d->connection->execute("RESET ROLE", in(quick))) {
        shutOwnDoors(*d->connection);
    }
    d->connection->close();
    return report;
}

} // namespace billhook::cluster

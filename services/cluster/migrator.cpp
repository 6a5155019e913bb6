#include "services/cluster/migrator.h"

#include "services/cluster/groupsetup.h"
#include "services/observability/crashpoint.h"
#include "services/postgres/connection.h"

#include <algorithm>
#include <map>
#include <optional>

namespace billhook::cluster {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto quick = 30s;
constexpr auto patient = std::chrono::minutes(30); ///< an index over a large table, or another program's turn

postgres::Deadline in(std::chrono::seconds limit)
{
    return std::chrono::steady_clock::now() + limit;
}

Error configuration(std::string code, std::string message, std::string detail = {})
{
    return { ErrorKind::Configuration, std::move(code), std::move(message), std::move(detail) };
}

struct Applied
{
    std::string name;
    std::string checksum;
};

} // namespace

class Migrator::Private final
{
public:
    Result<void> connect();
    Result<void> checkServer() const;
    Result<void> takeTurn() const;
    Result<void> prepareSchema();
    Result<std::map<int, Applied>> readApplied() const;
    Result<void> compare(const std::map<int, Applied> &applied) const;
    Result<MigrationReport> applyMissing();
    Result<void> apply(const Migration &migration) const;
    Result<MigrationReport> reportOf(const std::map<int, Applied> &applied) const;

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
    return checkServer();
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

/** Programs that start at once migrate one after the other. */
Result<void> Migrator::Private::takeTurn() const
{
    auto asked = connection->execute("SELECT pg_try_advisory_lock(hashtext('billhook.migrate'))", in(quick));
    if (asked && std::string_view(PQgetvalue(asked->get(), 0, 0)) == "f") {
        tell("waiting for another program that migrates this database");
        asked = connection->execute("SELECT pg_advisory_lock(hashtext('billhook.migrate'))", in(patient));
    }
    return asked ? Result<void>() : asked.error();
}

Result<void> Migrator::Private::prepareSchema()
{
    auto groups = ensureGroups(*connection, *parsed);
    if (!groups) {
        return groups.error();
    }
    auto turn = takeTurn();
    if (!turn) {
        return turn;
    }
    auto schema
        = connection->execute("CREATE SCHEMA IF NOT EXISTS billhook AUTHORIZATION billhook_owner", in(quick));
    // Search by pieces of names. Trusted, but it takes a login that may create schemas.
    auto extension = schema
        ? connection->execute("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA billhook", in(quick))
        : std::move(schema);
    if (!extension && extension.error().kind == ErrorKind::Forbidden) {
        return configuration("database_schema_refused",
            "This database login may not create Billhook's schema. Let the database's owner run: CREATE "
            "SCHEMA IF NOT EXISTS billhook AUTHORIZATION billhook_owner; CREATE EXTENSION IF NOT EXISTS "
            "pg_trgm WITH SCHEMA billhook; and make the login a member of billhook_owner.",
            extension.error().detail);
    }
    if (!extension) {
        return extension.error();
    }
    auto created = connection->execute(
        "SET ROLE billhook_owner; "
        "CREATE TABLE IF NOT EXISTS billhook.schema_version (version integer PRIMARY KEY, "
        "name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
        in(quick));
    if (!created) {
        return created.error();
    }
    return {};
}

/** Empty where there is no schema yet, or it is not ours to read. */
Result<std::map<int, Applied>> Migrator::Private::readApplied() const
{
    std::map<int, Applied> applied;
    auto answer
        = connection->execute("SELECT version, name, checksum FROM billhook.schema_version", in(quick));
    if (!answer) {
        const Error &error = answer.error();
        const bool absent = error.kind == ErrorKind::Forbidden || error.sqlState == "42P01"
            || error.sqlState == "3F000"; // no such table, no such schema
        if (!absent) {
            return error;
        }
        return applied;
    }
    for (int row = 0; row < PQntuples(answer->get()); ++row) {
        applied.emplace(std::stoi(PQgetvalue(answer->get(), row, 0)),
            Applied{ PQgetvalue(answer->get(), row, 1), PQgetvalue(answer->get(), row, 2) });
    }
    return applied;
}

Result<void> Migrator::Private::compare(const std::map<int, Applied> &applied) const
{
    const int newest = migrations.empty() ? 0 : migrations.back().version;
    for (const auto &[version, row] : applied) {
        if (version > newest) {
            return configuration("database_schema_newer",
                "The database's schema (" + row.name
                    + ") is newer than this program. Install the newer program.");
        }
        const auto known = std::find_if(migrations.begin(), migrations.end(),
            [wanted = version](const Migration &migration) { return migration.version == wanted; });
        if (known == migrations.end() || known->checksum != row.checksum) {
            return configuration("database_schema_differs",
                "The database was made with another " + row.name
                    + " than this program's. Use the program that made it, or a new database.",
                "checksum " + row.checksum);
        }
    }
    for (const Migration &migration : migrations) {
        if (!applied.contains(migration.version) && !applied.empty()
            && migration.version < applied.rbegin()->first) {
            return configuration("database_schema_differs",
                "The database's schema lacks " + migration.name
                    + " although later ones are there. Use a new database.");
        }
    }
    return {};
}

Result<MigrationReport> Migrator::Private::reportOf(const std::map<int, Applied> &applied) const
{
    const auto compared = compare(applied);
    if (!compared) {
        return compared.error();
    }
    return MigrationReport{ applied.empty() ? 0 : applied.rbegin()->first,
        static_cast<int>(migrations.size() - applied.size()) };
}

Result<MigrationReport> Migrator::Private::applyMissing()
{
    auto applied = readApplied();
    if (!applied) {
        return applied.error();
    }
    const auto compared = compare(*applied);
    if (!compared) {
        return compared.error();
    }
    MigrationReport report{ applied->empty() ? 0 : applied->rbegin()->first, 0 };
    for (const Migration &migration : migrations) {
        if (migration.version <= report.version) {
            continue;
        }
        tell("applying " + migration.name);
        const auto done = apply(migration);
        if (!done) {
            return done.error();
        }
        report.version = migration.version;
        ++report.applied;
    }
    return report;
}

Result<void> Migrator::Private::apply(const Migration &migration) const
{
    const std::string row = "INSERT INTO billhook.schema_version (version, name, checksum) VALUES ("
        + std::to_string(migration.version) + ", " + connection->quotedLiteral(migration.name) + ", "
        + connection->quotedLiteral(migration.checksum) + ")";
    const std::vector<std::string> steps{ "BEGIN", migration.sql, row, "COMMIT" };
    for (const std::string &step : steps) {
        if (step == "COMMIT") {
            observability::crashPoint("migration_before_commit");
        }
        auto done = connection->execute(step, in(patient));
        if (!done) {
            Error error = done.error();
            error.message
                = "The migration " + migration.name + " failed; nothing of it was kept. " + error.message;
            error.detail = migration.name + ": " + error.detail;
            connection->close(); // rolls back
            return error;
        }
    }
    observability::crashPoint("migration_after_commit");
    return {};
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

Result<MigrationReport> Migrator::inspect()
{
    const auto connected = d->connect();
    if (!connected) {
        return connected.error();
    }
    auto applied = d->readApplied();
    d->connection->close();
    if (!applied) {
        return applied.error();
    }
    return d->reportOf(*applied);
}

Result<MigrationReport> Migrator::run()
{
    auto found = inspect();
    if (!found) {
        return found.error();
    }
    if (found->applied == 0) {
        return found;
    }
    const auto connected = d->connect();
    if (!connected) {
        return connected.error();
    }
    const auto prepared = d->prepareSchema();
    if (!prepared) {
        return prepared.error();
    }
    auto report = d->applyMissing();
    d->connection->close(); // gives the lock back
    return report;
}

} // namespace billhook::cluster

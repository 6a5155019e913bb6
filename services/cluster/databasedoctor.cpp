#include "services/cluster/databasedoctor.h"

#include "services/cluster/doors.h"
#include "services/cluster/migrator.h"
#include "services/cluster/replicationdoctor.h"
#include "services/postgres/connection.h"
#include "services/postgres/pooling.h"
#include "services/postgres/statementcatalog.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>

namespace billhook::cluster {

using namespace std::chrono_literals;

namespace {

constexpr auto limit = 10s;
constexpr std::int64_t noticeableClockDifference = 2'000'000; ///< microseconds
constexpr std::int64_t harmfulClockDifference
    = 60'000'000; ///< a fifth of what a webhook's timestamp may be off
constexpr std::int64_t fewConnections = 10;

enum HealthColumn
{
    Version,
    Encoding,
    Fsync,
    FullPageWrites,
    SynchronousCommit,
    InRecovery,
    Clock,
    Connections,
    Reserved,
    Used
};

postgres::Deadline soon()
{
    return std::chrono::steady_clock::now() + limit;
}

Finding durability(const PGresult *health, int column, const std::string &setting, bool endangersEverything)
{
    const std::string value = PQgetvalue(health, 0, column);
    if (value != "off") {
        return Finding::ok(setting + " is " + value + ".");
    }
    const std::string advice = "Run: ALTER SYSTEM SET " + setting + " = on; SELECT pg_reload_conf();";
    return endangersEverything ? Finding::bad(setting + " is off: a crash can destroy the database.", advice)
                               : Finding::warning(setting
                                       + " is off by default here; what Billhook acknowledges is still made "
                                         "durable, other changes may be lost in a crash.",
                                   advice);
}

Finding clockFinding(const PGresult *health, std::int64_t ourMicroseconds)
{
    const std::int64_t difference = std::abs(postgres::integerOf(health, Clock) - ourMicroseconds);
    const std::string shown = std::to_string(difference / 1'000'000) + " s";
    const std::string advice = "Let both machines take their time from NTP (timedatectl set-ntp true).";
    if (difference >= harmfulClockDifference) {
        return Finding::bad("The database's clock and this machine's differ by " + shown + ".", advice);
    }
    if (difference >= noticeableClockDifference) {
        return Finding::warning("The database's clock and this machine's differ by " + shown + ".", advice);
    }
    return Finding::ok("The clocks agree.");
}

Finding connectionsFinding(const PGresult *health)
{
    const std::int64_t free = postgres::integerOf(health, Connections) - postgres::integerOf(health, Reserved)
        - postgres::integerOf(health, Used);
    const std::string title
        = std::to_string(free) + " of " + PQgetvalue(health, 0, Connections) + " connections are free.";
    return free < fewConnections ? Finding::warning(
               title, "Raise max_connections, or put PgBouncer (session pooling) in front of the desktops.")
                                 : Finding::ok(title);
}

} // namespace

class DatabaseDoctor::Private final
{
public:
    bool connect();
    void examineHealth();
    void examineServer(const PGresult *health);
    void examineRoles();
    void examineSchema();
    void examineDoors();
    void examineReplication();
    void add(Finding finding) { findings.push_back(std::move(finding)); }

    std::string url;
    std::optional<postgres::ConnectionUrl> parsed;
    std::unique_ptr<postgres::Connection> connection;
    std::vector<Finding> findings;
};

bool DatabaseDoctor::Private::connect()
{
    const auto read = postgres::ConnectionUrl::parse(url);
    if (!read) {
        add(Finding::bad("The database's URL can't be used.", read.error().message));
        return false;
    }
    parsed = *read;
    parsed->set("application_name", "billhookd doctor");
    auto opened = postgres::Connection::open(*parsed, soon());
    if (!opened) {
        const bool away = opened.error().kind == domain::ErrorKind::Unavailable;
        add((away ? Finding::unreachable : Finding::bad)(
            "The database at " + parsed->shown() + " can't be reached.",
            opened.error().message + " " + opened.error().detail));
        return false;
    }
    connection = std::move(*opened);
    add(Finding::ok("The database at " + parsed->shown() + " answers."));
    if (const auto own = postgres::refuseSharedSessions(*connection, *parsed); !own) {
        add(Finding::bad("The sessions here are shared with others.", own.error().message));
        return false;
    }
    return true;
}

void DatabaseDoctor::Private::examineReplication()
{
    auto found = connection ? standbyFindings(*connection) : std::vector<Finding>();
    if (parsed) {
        for (Finding &host : hostFindings(*parsed)) {
            found.push_back(std::move(host));
        }
    }
    std::move(found.begin(), found.end(), std::back_inserter(findings));
}

void DatabaseDoctor::Private::examineHealth()
{
    const auto sql = postgres::sqlOf("doctor/read_health");
    const auto before = std::chrono::system_clock::now();
    auto health = connection->execute(sql ? *sql : "", soon());
    const auto after = std::chrono::system_clock::now();
    if (!sql || !health || PQntuples(health->get()) != 1) {
        add(Finding::bad(
            "The database's settings can't be read.", health ? std::string() : health.error().detail));
        return;
    }
    examineServer(health->get());
    const auto middle = before + (after - before) / 2;
    add(clockFinding(health->get(),
        std::chrono::duration_cast<std::chrono::microseconds>(middle.time_since_epoch()).count()));
    add(connectionsFinding(health->get()));
}

void DatabaseDoctor::Private::examineServer(const PGresult *health)
{
    const std::int64_t version = postgres::integerOf(health, Version) / 10'000;
    add(version >= 15 ? Finding::ok("PostgreSQL " + std::to_string(version) + " is recent enough.")
                      : Finding::bad("PostgreSQL " + std::to_string(version) + " is too old.",
                          "Billhook needs 15 or newer."));
    const std::string encoding = PQgetvalue(health, 0, Encoding);
    add(encoding == "UTF8" ? Finding::ok("The database is encoded in UTF8.")
                           : Finding::bad("The database is encoded in " + encoding + ".",
                               "Create one with: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0"));
    add(durability(health, Fsync, "fsync", /*endangersEverything=*/true));
    add(durability(health, FullPageWrites, "full_page_writes", /*endangersEverything=*/true));
    add(durability(health, SynchronousCommit, "synchronous_commit", /*endangersEverything=*/false));
    if (*PQgetvalue(health, 0, InRecovery) == 't') {
        add(Finding::bad("This server is a standby and takes no changes.",
            "Name all servers in the URL and add target_session_attrs=read-write."));
    }
}

void DatabaseDoctor::Private::examineRoles()
{
    const auto sql = postgres::sqlOf("doctor/read_roles");
    auto roles = connection->execute(sql ? *sql : "", soon());
    if (!sql || !roles) {
        add(Finding::bad("The groups can't be read.", roles ? std::string() : roles.error().detail));
        return;
    }
    std::string absent;
    std::string foreign;
    bool person = false;
    bool daemon = false;
    for (int row = 0; row < PQntuples(roles->get()); ++row) {
        const std::string name = PQgetvalue(roles->get(), row, 0);
        const bool there = *PQgetvalue(roles->get(), row, 1) == 't';
        const bool member = *PQgetvalue(roles->get(), row, 2) == 't';
        const bool ofPeople = name == "billhook_finance" || name == "billhook_admin";
        absent += there ? "" : " " + name;
        foreign += there && !member && !ofPeople ? " " + name : "";
        person = person || (member && ofPeople);
        daemon = daemon || (member && name == "billhook_daemon");
    }
    if (!absent.empty()) {
        add(Finding::bad("These groups are missing:" + absent + ".", "Run: billhookd migrate"));
    } else if (!daemon && !person) {
        add(Finding::bad("This login is no member of:" + foreign + ". A daemon can't work with it.",
            "Run: billhookd migrate, which makes it one or prints the statements."));
    } else if (!foreign.empty()) {
        add(Finding::warning("This login is no member of:" + foreign + ".",
            "A person's login needs none of them. For a daemon's run: billhookd migrate"));
    } else {
        add(Finding::ok("The groups are there and this login may take them on."));
    }
}

void DatabaseDoctor::Private::examineSchema()
{
    const auto state = Migrator(url).inspect(Migrator::Look::Rights);
    if (!state) {
        add(Finding::bad("The schema does not fit this program.", state.error().message));
    } else if (state->applied > 0) {
        add(Finding::bad(
            std::to_string(state->applied) + " migrations are missing.", "Run: billhookd migrate"));
    } else if (!state->settled) {
        add(Finding::bad("Owners, grants or policies of the schema are missing, as after a restore.",
            "Run: billhookd migrate"));
    } else {
        add(Finding::ok("The schema is at version " + std::to_string(state->version) + "."));
    }
}

void DatabaseDoctor::Private::examineDoors()
{
    const auto doors = openDoors(*connection);
    if (!doors) {
        add(Finding::bad("What others may do here can't be read.", doors.error().detail));
        return;
    }
    for (const Door &door : *doors) {
        add((door.serious ? Finding::bad : Finding::warning)(door.title, "Run: " + door.statement));
    }
    for (const std::string &line : openHosts(*connection)) {
        add(Finding::bad(
            "pg_hba.conf lets in without TLS or with a password that the network sees: " + line + ".",
            "Make it a hostssl line with scram-sha-256, then run: SELECT pg_reload_conf();"));
    }
    if (doors->empty()) {
        add(Finding::ok("Nothing of Billhook's is open to other logins."));
    }
}

DatabaseDoctor::DatabaseDoctor(std::string url)
    : d(std::make_unique<Private>())
{
    d->url = std::move(url);
}

DatabaseDoctor::~DatabaseDoctor() = default;

std::vector<Finding> DatabaseDoctor::examine()
{
    d->findings.clear();
    if (d->connect()) {
        d->examineHealth();
        d->examineRoles();
        d->examineSchema();
        d->examineDoors();
    }
    d->examineReplication();
    d->connection.reset();
    return d->findings;
}

} // namespace billhook::cluster

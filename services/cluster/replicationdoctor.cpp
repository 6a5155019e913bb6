#include "services/cluster/replicationdoctor.h"

#include "services/postgres/statementcatalog.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace billhook::cluster {

using namespace std::chrono_literals;

namespace {

constexpr auto limit = 2s;

enum ReplicationColumn
{
    Names,
    Wanted,
    Synchronous,
    Standbys,
    Hidden
};

postgres::Deadline soon()
{
    return std::chrono::steady_clock::now() + limit;
}

/** Whether a host takes changes; nothing when it can't be asked. */
std::optional<bool> takesChanges(postgres::ConnectionUrl host)
{
    host.set("target_session_attrs", "any");
    const auto opened = postgres::Connection::open(host, soon());
    if (!opened) {
        return std::nullopt;
    }
    const auto answer = (*opened)->execute("SHOW transaction_read_only", soon());
    if (!answer || PQntuples(answer->get()) != 1) {
        return std::nullopt;
    }
    return std::string_view(PQgetvalue(answer->get(), 0, 0)) == "off";
}

void append(std::string &list, const std::string &item)
{
    list.append(list.empty() ? "" : ", ").append(item);
}

std::string counted(std::int64_t count, const std::string &what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

Finding synchronousFinding(const PGresult *replication)
{
    const std::string names = PQgetvalue(replication, 0, Names);
    const std::int64_t wanted = postgres::integerOf(replication, Wanted);
    const std::int64_t there = postgres::integerOf(replication, Synchronous);
    if (there >= wanted) {
        return Finding::ok(counted(there, "synchronous standby") + " (" + names
            + ") connected: what is acknowledged is there too.");
    }
    if (postgres::integerOf(replication, Hidden) > 0) {
        return Finding::warning(
            "This login may not see whether the synchronous standbys (" + names + ") are connected.",
            "Run: GRANT pg_read_all_stats TO <login>;");
    }
    return Finding::bad(std::to_string(there) + " of " + counted(wanted, "synchronous standby") + " (" + names
            + ") connected: every COMMIT waits, webhooks are answered 503.",
        "Start the standby. Or do without it: ALTER SYSTEM SET synchronous_standby_names = ''; "
        "SELECT pg_reload_conf();");
}

} // namespace

std::vector<Finding> hostFindings(const postgres::ConnectionUrl &url)
{
    const auto hosts = url.hosts();
    if (hosts.size() < 2) {
        return {};
    }
    std::string primaries;
    std::size_t primaryCount = 0;
    std::vector<Finding> findings;
    for (const postgres::ConnectionUrl &host : hosts) {
        const auto takes = takesChanges(host);
        if (!takes) {
            findings.push_back(Finding::warning(host.shown() + " of the URL's hosts can't be reached.",
                "Start it, or take it out of the URL: nobody could follow a failover to it."));
        } else if (*takes) {
            append(primaries, host.shown());
            ++primaryCount;
        }
    }
    if (primaryCount > 1) {
        findings.push_back(Finding::bad("More than one server takes changes: " + primaries + ".",
            "Stop the one that was the primary before; make it a standby of the other (pg_rewind or "
            "pg_basebackup)."));
    } else if (primaryCount == 1) {
        findings.push_back(
            Finding::ok("Of " + std::to_string(hosts.size()) + " servers " + primaries + " is the primary."));
    }
    const std::string wanted = url.get("target_session_attrs");
    if (wanted != "read-write" && wanted != "primary") {
        findings.push_back(Finding::warning(
            "The URL says target_session_attrs=" + wanted + ": a standby may be taken for the primary.",
            "Leave it out, or write target_session_attrs=read-write."));
    }
    return findings;
}

std::vector<Finding> standbyFindings(postgres::Connection &primary)
{
    const auto sql = postgres::sqlOf("doctor/read_replication");
    const auto replication = primary.execute(sql ? *sql : "", soon());
    if (!sql || !replication || PQntuples(replication->get()) != 1) {
        return { Finding::bad(
            "The standbys can't be read.", replication ? std::string() : replication.error().detail) };
    }
    if (postgres::integerOf(replication->get(), Wanted) > 0) {
        return { synchronousFinding(replication->get()) };
    }
    const std::int64_t standbys = postgres::integerOf(replication->get(), Standbys);
    if (standbys == 0) {
        return {};
    }
    return { Finding::warning(counted(standbys, "standby")
            + ", asynchronous: what was acknowledged in the last moments before a failover may be lost.",
        "Name it in synchronous_standby_names, or send Stripe's events of those minutes again.") };
}

} // namespace billhook::cluster

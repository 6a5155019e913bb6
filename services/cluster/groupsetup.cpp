#include "services/cluster/groupsetup.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace billhook::cluster {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto limit = 30s;
constexpr auto politeness = 3s; ///< anybody may hold an advisory lock, so nothing rests on this one
constexpr int attempts = 5;
constexpr std::array<std::string_view, 6> groups{ "billhook_owner", "billhook_daemon", "billhook_api",
    "billhook_finance", "billhook_admin", "billhook_directory" };

/** A program's login is in no group of people: nobody needs all rights at once. */
bool isOfPeople(std::string_view group)
{
    return group == "billhook_finance" || group == "billhook_admin";
}

postgres::Deadline soon()
{
    return std::chrono::steady_clock::now() + limit;
}

Result<std::vector<std::string>> groupsWanting(postgres::Connection &connection, const std::string &condition)
{
    std::string names;
    for (const std::string_view group : groups) {
        names.append(names.empty() ? "'" : "', '").append(group);
    }
    auto answer = connection.execute("SELECT name FROM unnest(ARRAY[" + names
            + "']) AS wanted (name) LEFT JOIN "
              "pg_catalog.pg_roles role ON role.rolname = name WHERE "
            + condition,
        soon());
    if (!answer) {
        return answer.error();
    }
    std::vector<std::string> wanting;
    const int rows = PQntuples(answer->get());
    wanting.reserve(static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row) {
        wanting.emplace_back(PQgetvalue(answer->get(), row, 0));
    }
    return wanting;
}

Error refused(const std::string &sql, const Error &error)
{
    std::string all;
    for (const std::string_view group : groups) {
        all.append("CREATE ROLE ").append(group).append(" NOLOGIN; ");
        if (!isOfPeople(group)) {
            all.append("GRANT ").append(group).append(" TO <this login>; ");
        }
    }
    return { ErrorKind::Configuration, "database_groups_refused",
        "This database login may not set up Billhook's groups. Let a superuser run, for those that are "
        "missing: "
            + all,
        sql + ": " + error.detail };
}

/** Roles are shared by all databases: where the turn-taking fails, the loser of a race finds the work done.
 */
Result<void> change(postgres::Connection &connection, const std::string &sql)
{
    for (int attempt = 1;; ++attempt) {
        auto done = connection.execute(sql, soon());
        if (done || done.error().sqlState == "42710" || done.error().sqlState == "23505") {
            return {};
        }
        if (done.error().kind == ErrorKind::Forbidden) {
            return refused(sql, done.error());
        }
        if (attempt == attempts || done.error().sqlState != "XX000") { // XX000: tuple concurrently updated
            return done.error();
        }
    }
}

Result<void> changeAll(postgres::Connection &connection, const std::string &condition,
    const std::string &before, const std::string &after)
{
    auto wanting = groupsWanting(connection, condition);
    if (!wanting) {
        return wanting.error();
    }
    for (const std::string &group : *wanting) {
        std::string sql = before;
        sql.append(group).append(after);
        auto applied = change(connection, sql);
        if (!applied) {
            return applied.error();
        }
    }
    return {};
}

/** Held until it is closed. Advisory locks are per database, so everyone meets in "postgres", where that is
 * open to us. */
std::unique_ptr<postgres::Connection> takeTurn(postgres::ConnectionUrl url)
{
    url.set("dbname", "postgres");
    auto opened = postgres::Connection::open(url, soon());
    if (!opened) {
        return nullptr;
    }
    auto locked = (*opened)->execute("SELECT pg_advisory_lock(hashtext('billhook.groups'))",
        std::chrono::steady_clock::now() + politeness);
    return locked ? std::move(*opened) : nullptr;
}

} // namespace

Result<void> ensureGroups(postgres::Connection &connection, const postgres::ConnectionUrl &url)
{
    const std::string missing = "role.oid IS NULL";
    // From 16 on membership alone does not allow SET ROLE.
    const std::string right = connection.serverVersion() >= 160'000 ? "SET" : "MEMBER";
    const std::string notMember
        = "role.oid IS NOT NULL AND name NOT IN ('billhook_finance', 'billhook_admin') "
          "AND NOT pg_catalog.pg_has_role(current_user, role.oid, '"
        + right + "')";
    auto wanting = groupsWanting(connection, missing + " OR " + notMember);
    if (!wanting) {
        return wanting.error();
    }
    if (wanting->empty()) {
        return {};
    }
    const auto turn = takeTurn(url);
    auto created = changeAll(connection, missing, "CREATE ROLE ", " NOLOGIN");
    if (!created) {
        return created;
    }
    return changeAll(connection, notMember, "GRANT ", " TO CURRENT_USER");
}

} // namespace billhook::cluster

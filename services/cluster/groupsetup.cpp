#include "services/cluster/groupsetup.h"

#include "services/cluster/privileges.h"

#include <utility>

namespace billhook::cluster {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto limit = 30s;
constexpr auto politeness = 3s; ///< anybody may hold an advisory lock, so nothing rests on this one
constexpr int attempts = 5;

postgres::Deadline soon()
{
    return std::chrono::steady_clock::now() + limit;
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
        if (attempt == attempts || done.error().sqlState != "XX000") { // XX000: tuple concurrently updated
            return done.error();
        }
    }
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
    auto lacking = linesOf(connection, "list_rights");
    if (!lacking) {
        return lacking.error();
    }
    if (lacking->empty()) {
        return {};
    }
    const auto turn = takeTurn(url);
    for (const std::string &statement : *lacking) {
        const auto done = change(connection, statement);
        if (!done && done.error().kind == ErrorKind::Forbidden) {
            const auto left = linesOf(connection, "list_rights");
            return refusal(
                "set up Billhook's groups and schema", left ? *left : *lacking, done.error().detail);
        }
        if (!done) {
            return done;
        }
    }
    return {};
}

} // namespace billhook::cluster

#include "services/postgres/pooling.h"

namespace billhook::postgres {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto patience = 2s; ///< for a second connection, which a full pool may not give
constexpr int rounds = 3;

Deadline soon()
{
    return std::chrono::steady_clock::now() + patience;
}

/** 0 where it can't be asked. */
std::int64_t processOf(Connection &connection)
{
    const auto answer = connection.execute("SELECT pg_backend_pid()", soon());
    return answer ? integerOf(answer->get(), 0) : 0;
}

/** A server process that serves the other while we wait, or is another's at our next turn, is not ours. */
bool isShared(Connection &connection, const ConnectionUrl &url)
{
    const auto other = Connection::open(url, soon());
    if (!other) {
        return false;
    }
    const auto first = processOf(connection);
    for (int round = 0; round < rounds && first != 0; ++round) {
        const auto held = (*other)->execute("BEGIN", soon());
        if (!held) { // statement pooling allows no transaction; a full pool lets us wait
            return held.error().kind != ErrorKind::Timeout;
        }
        const auto others = processOf(**other);
        const auto again = others == first ? first : processOf(connection);
        const auto ended = (*other)->execute("COMMIT", soon());
        if (others == first || (again != 0 && again != first)) {
            return true;
        }
        if (!ended) {
            return false;
        }
    }
    return false;
}

} // namespace

Result<void> refuseSharedSessions(Connection &connection, const ConnectionUrl &url)
{
    const auto process = processOf(connection);
    if (process == 0 || process == connection.backendPid() || !isShared(connection, url)) {
        return {};
    }
    return Error{ ErrorKind::Configuration, "transaction_pooling",
        "The database is reached through a pooler in transaction (or statement) pooling, as PgBouncer's "
        "pool_mode says. Billhook needs sessions of its own: set pool_mode = session for this database in "
        "pgbouncer.ini, or name PostgreSQL itself in BILLHOOK_DATABASE_URL.",
        {} };
}

} // namespace billhook::postgres

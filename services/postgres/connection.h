#pragma once

#include "models/domain/result.h"
#include "services/postgres/connectionurl.h"

#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::postgres {

using Deadline = std::chrono::steady_clock::time_point;
using PgResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

/** Parameters in the form libpq takes them. */
struct PgParameters
{
    std::vector<const char *> values; ///< nullptr for NULL
    std::vector<int> lengths;
    std::vector<int> formats; ///< 0 text, 1 binary
};

/**
 * One libpq connection driven without blocking calls, so that every operation ends at its deadline whatever
 * the network does. After Timeout or Unavailable the connection is closed for good. One thread at a time.
 */
class Connection final
{
public:
    /** Tries the hosts in order; each gets an equal share of the time that is left, at most 3 s. Its
     * search_path is pinned. */
    static domain::Result<std::unique_ptr<Connection>> open(const ConnectionUrl &url, Deadline deadline);
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection() = default;

    /** Our own SQL text, several statements allowed; the last one's answer. */
    domain::Result<PgResult> execute(const std::string &sql, Deadline deadline);

    /** Our own SQL text with text parameters $1, $2, ... */
    domain::Result<PgResult> query(
        const std::string &sql, const std::vector<std::string> &parameters, Deadline deadline);

    domain::Result<void> prepare(const std::string &name, const std::string &sql, Deadline deadline);
    domain::Result<PgResult> executePrepared(
        const std::string &name, const PgParameters &parameters, Deadline deadline);

    /** Sends a prepared statement without waiting for its answer. Nothing but post() and settle() may be
     * called until settle(). */
    domain::Result<void> post(const std::string &name, const PgParameters &parameters);

    /** Reads the answers of what was posted, each within `limit` of the one before. The first failure; what
     * was posted after it was not run. */
    domain::Result<void> settle(std::chrono::milliseconds limit);

    /** A COPY ... FROM STDIN (FORMAT binary) with all its data but the end mark. */
    domain::Result<void> copy(const std::string &sql, std::string_view data, Deadline deadline);

    /** Takes in what came unasked: whether a notification was among it. Unavailable when the connection is
     * lost. */
    domain::Result<bool> takeNotifications();

    /** Once `flag` is true, what is under way ends as at its deadline, within a quarter of a second. */
    void interruptBy(const std::atomic<bool> &flag) { m_interrupt = &flag; }

    int socket() const { return PQsocket(m_connection.get()); } ///< -1 when closed; to be watched, not used
    bool alive() const { return m_connection != nullptr; }
    /** Whether the server has ended this connection meanwhile; it is closed then. Between statements only. */
    bool hungUp();
    int serverVersion() const; ///< 150020 for 15.20
    std::string password() const; ///< that it was opened with, wherever it came from; "" for none
    /** Of the server process, as it was told at the login: a pooler in between tells a number of its own. */
    int backendPid() const;
    /** What the server stores of a password (SCRAM), computed on this side. */
    domain::Result<std::string> passwordVerifier(const std::string &login, const std::string &password) const;
    std::string quotedIdentifier(const std::string &name) const;
    std::string quotedLiteral(const std::string &text) const;
    void close();

private:
    explicit Connection(PGconn *connection);

    static domain::Result<std::unique_ptr<Connection>> openOne(const ConnectionUrl &url, Deadline deadline);
    domain::Result<void> establish(const std::string &where, Deadline deadline);
    domain::Result<PgResult> finish(int sent, const std::string &what, Deadline deadline);
    domain::Result<void> flush(const std::string &what, Deadline deadline);
    domain::Result<void> awaitAnswer(const std::string &what, Deadline deadline);
    domain::Result<void> sendCopyData(std::string_view data, Deadline deadline);
    domain::Result<PgResult> collect(const std::string &what, Deadline deadline);
    domain::Result<PgResult> judge(PgResult answer, const std::string &what);
    domain::Result<void> settleOne(const std::string &what, Deadline deadline);
    static void takeNotice(void *connection, const PGresult *notice);
    bool waitFor(short events, Deadline deadline) const;
    domain::Error lost(const std::string &what);
    domain::Error timedOut(const std::string &what);

    std::unique_ptr<PGconn, decltype(&PQfinish)> m_connection;
    std::vector<std::string>
        m_posted; ///< statements whose answers have not been read; not empty: pipeline mode
    const std::atomic<bool> *m_interrupt = nullptr;
    bool m_unreplicated = false; ///< the server stopped waiting for a synchronous standby
    bool m_ended = false; ///< the server said that it ends this connection
};

/** The SQLSTATE of a failed answer, "" when it has none. */
std::string sqlStateOf(const PGresult *result);

/** A column of the first row; 0 where it is NULL. */
std::int64_t integerOf(const PGresult *result, int column);

} // namespace billhook::postgres

#include "services/postgres/connection.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/group.h"
#include "services/postgres/sqlerror.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace billhook::postgres {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto hostLimit = 3s;

bool isReady(int socket, short events)
{
    pollfd entry{ socket, events, 0 };
    return ::poll(&entry, 1, 0) > 0;
}

/** libpq gives no SQLSTATE for a failed login but in its verbose text, "FATAL:  28P01: ...". */
std::string sqlStateIn(const std::string &message)
{
    std::string found;
    for (std::size_t at = message.find(":  "); at != std::string::npos; at = message.find(":  ", at + 1)) {
        const std::string candidate = message.substr(at + 3, 5);
        const bool isState = candidate.size() == 5 && message.compare(at + 8, 1, ":") == 0
            && std::all_of(candidate.begin(), candidate.end(),
                [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
        if (isState) {
            found = candidate;
        }
    }
    return found;
}

/** libpq calls such a connection well until it has read its end. */
bool endsConnection(const PGresult *message)
{
    const char *severity = PQresultErrorField(message, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity != nullptr
        && (std::string_view(severity) == "FATAL" || std::string_view(severity) == "PANIC");
}

} // namespace

std::string sqlStateOf(const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state == nullptr ? std::string() : std::string(state);
}

std::int64_t integerOf(const PGresult *result, int column)
{
    const std::string_view text = PQgetvalue(result, 0, column);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Connection::Connection(PGconn *connection)
    : m_connection(connection, &PQfinish)
{ }

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionUrl &url, Deadline deadline)
{
    const std::vector<ConnectionUrl> hosts = url.hosts();
    Error error{ ErrorKind::Configuration, "database_url_unreadable", "The database URL names no host.", {} };
    for (std::size_t index = 0; index < hosts.size(); ++index) {
        const auto now = std::chrono::steady_clock::now();
        const auto share = (deadline - now) / static_cast<std::int64_t>(hosts.size() - index);
        auto opened
            = openOne(hosts[index], now + std::min<std::chrono::steady_clock::duration>(share, hostLimit));
        if (opened) {
            return opened;
        }
        error = opened.error();
    }
    return error;
}

Result<std::unique_ptr<Connection>> Connection::openOne(const ConnectionUrl &url, Deadline deadline)
{
    std::vector<const char *> keys;
    std::vector<const char *> values;
    for (const auto &[key, value] : url.parameters()) {
        keys.push_back(key.c_str());
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    std::unique_ptr<Connection> connection(
        new Connection(PQconnectStartParams(keys.data(), values.data(), /*expand_dbname=*/0)));
    const auto established = connection->establish(url.shown(), deadline);
    if (!established) {
        return established.error();
    }
    const auto pinned = connection->execute(pinnedSearchPath(), deadline);
    if (!pinned) {
        return pinned.error();
    }
    return connection;
}

/** A COMMIT whose wait for a synchronous standby somebody cancels succeeds all the same, with a warning that
 * no SQLSTATE tells from others; what it committed is then lost if that standby is promoted. */
void Connection::takeNotice(void *connection, const PGresult *notice)
{
    const char *origin = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
    if (origin != nullptr && std::string_view(origin) == "SyncRepWaitForLSN") {
        static_cast<Connection *>(connection)->m_unreplicated = true;
    }
    if (endsConnection(notice)) {
        static_cast<Connection *>(connection)->m_ended = true;
    }
}

/** True when the socket became ready, false at the deadline. */
bool Connection::waitFor(short events, Deadline deadline) const
{
    constexpr std::int64_t glance = 250; // milliseconds
    constexpr std::int64_t longest = 60'000;
    for (;;) {
        const auto left
            = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0 || (m_interrupt != nullptr && m_interrupt->load())) {
            return false;
        }
        pollfd entry{ PQsocket(m_connection.get()), events, 0 };
        const auto patience = std::min(left.count(), m_interrupt == nullptr ? longest : glance);
        const int ready = ::poll(&entry, 1, static_cast<int>(patience));
        if (ready > 0 || (ready < 0 && errno != EINTR)) {
            return true; // an error shows itself in the call that follows
        }
    }
}

Result<void> Connection::establish(const std::string &where, Deadline deadline)
{
    PGconn *raw = m_connection.get();
    if (raw == nullptr) {
        return connectError({}, where, "out of memory");
    }
    PQsetErrorVerbosity(raw, PQERRORS_VERBOSE);
    PostgresPollingStatusType status
        = PQstatus(raw) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (status != PGRES_POLLING_OK) {
        if (status == PGRES_POLLING_FAILED) {
            const std::string message = PQerrorMessage(raw);
            return connectError(sqlStateIn(message), where, message);
        }
        const bool reading = status == PGRES_POLLING_READING;
        if (!waitFor(reading ? POLLIN : POLLOUT, deadline)) {
            return connectError({}, where, "no answer in time");
        }
        status = PQconnectPoll(raw);
    }
    PQsetErrorVerbosity(raw, PQERRORS_DEFAULT);
    PQsetNoticeReceiver(raw, &Connection::takeNotice, this);
    PQsetnonblocking(raw, 1);
    return {};
}

Result<PgResult> Connection::execute(const std::string &sql, Deadline deadline)
{
    const int sent = alive() ? PQsendQuery(m_connection.get(), sql.c_str()) : 0;
    return finish(sent, sql == "COMMIT" ? sql : "text", deadline);
}

Result<PgResult> Connection::query(
    const std::string &sql, const std::vector<std::string> &parameters, Deadline deadline)
{
    std::vector<const char *> values;
    std::transform(parameters.begin(), parameters.end(), std::back_inserter(values),
        [](const std::string &parameter) { return parameter.c_str(); });
    const int sent = alive() ? PQsendQueryParams(m_connection.get(), sql.c_str(),
                         static_cast<int>(values.size()), nullptr, values.data(), nullptr, nullptr, 0)
                             : 0;
    return finish(sent, "text", deadline);
}

Result<void> Connection::prepare(const std::string &name, const std::string &sql, Deadline deadline)
{
    const int sent = alive() ? PQsendPrepare(m_connection.get(), name.c_str(), sql.c_str(), 0, nullptr) : 0;
    auto done = finish(sent, name, deadline);
    if (!done) {
        return done.error();
    }
    return {};
}

Result<PgResult> Connection::executePrepared(
    const std::string &name, const PgParameters &parameters, Deadline deadline)
{
    const int sent = alive()
        ? PQsendQueryPrepared(m_connection.get(), name.c_str(), static_cast<int>(parameters.values.size()),
            parameters.values.data(), parameters.lengths.data(), parameters.formats.data(), 0)
        : 0;
    return finish(sent, name, deadline);
}

Result<PgResult> Connection::finish(int sent, const std::string &what, Deadline deadline)
{
    if (sent == 0) {
        return lost(what);
    }
    const auto flushed = flush(what, deadline);
    if (!flushed) {
        return flushed.error();
    }
    observability::crashPoint("statement_sent");
    if (what == "COMMIT") {
        observability::crashPoint("commit_sent");
    }
    return collect(what, deadline);
}

Result<void> Connection::flush(const std::string &what, Deadline deadline)
{
    for (int pending = PQflush(m_connection.get()); pending != 0; pending = PQflush(m_connection.get())) {
        if (pending < 0) {
            return lost(what);
        }
        // While we write, the server may block on an answer it wants to give first: so both directions are
        // watched.
        if (!waitFor(POLLIN | POLLOUT, deadline)) {
            return timedOut(what);
        }
        if (PQconsumeInput(m_connection.get()) == 0) {
            return lost(what);
        }
    }
    return {};
}

Result<void> Connection::awaitAnswer(const std::string &what, Deadline deadline)
{
    while (PQisBusy(m_connection.get()) != 0) {
        const int unsent = PQflush(m_connection.get());
        if (unsent < 0) {
            return lost(what);
        }
        const auto events = static_cast<short>(unsent == 0 ? POLLIN : POLLIN | POLLOUT);
        if (!waitFor(events, deadline)) {
            return timedOut(what);
        }
        if (PQconsumeInput(m_connection.get()) == 0) {
            return lost(what);
        }
    }
    return {};
}

Result<PgResult> Connection::collect(const std::string &what, Deadline deadline)
{
    PgResult last(nullptr, &PQclear);
    for (;;) {
        const auto ready = awaitAnswer(what, deadline);
        if (!ready) {
            return ready.error();
        }
        PgResult next(PQgetResult(m_connection.get()), &PQclear);
        if (!next) {
            break;
        }
        last = std::move(next);
    }
    return last ? judge(std::move(last), what) : lost(what);
}

Result<PgResult> Connection::judge(PgResult answer, const std::string &what)
{
    if (m_unreplicated) {
        close();
        return sqlError("40003", what, "the wait for a synchronous standby was cancelled");
    }
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
        return answer;
    }
    Error error = sqlError(sqlStateOf(answer.get()), what, PQresultErrorMessage(answer.get()));
    if (PQstatus(m_connection.get()) == CONNECTION_BAD) {
        error = sqlError({}, what, PQresultErrorMessage(answer.get()));
        close();
    } else if (endsConnection(answer.get()) || isLastWord(sqlStateOf(answer.get()))) {
        close(); // another host of the list may be the primary now
    }
    return error;
}

Result<bool> Connection::takeNotifications()
{
    if (!alive() || PQconsumeInput(m_connection.get()) == 0) {
        return lost("notifications");
    }
    bool any = false;
    for (;;) {
        const std::unique_ptr<PGnotify, decltype(&PQfreemem)> one(PQnotifies(m_connection.get()), &PQfreemem);
        if (!one) {
            return any;
        }
        any = true;
    }
}

bool Connection::hungUp()
{
    while (alive() && isReady(PQsocket(m_connection.get()), POLLIN)) {
        const bool open = PQconsumeInput(m_connection.get()) != 0;
        static_cast<void>(PQisBusy(m_connection.get())); // reads what came
        if (!open || m_ended) {
            close();
        }
    }
    return !alive();
}

void Connection::close()
{
    m_connection.reset();
    m_posted.clear();
}

Error Connection::lost(const std::string &what)
{
    const std::string message = alive() ? PQerrorMessage(m_connection.get()) : "not connected";
    close();
    return sqlError({}, what, message);
}

Error Connection::timedOut(const std::string &what)
{
    close();
    return sqlError("57014", what, "no answer in time; the connection was given up");
}

std::string Connection::password() const
{
    const char *password = m_connection ? PQpass(m_connection.get()) : nullptr;
    return password != nullptr ? password : "";
}

int Connection::serverVersion() const
{
    return alive() ? PQserverVersion(m_connection.get()) : 0;
}

int Connection::backendPid() const
{
    return alive() ? PQbackendPID(m_connection.get()) : 0;
}

Result<std::string> Connection::passwordVerifier(const std::string &login, const std::string &password) const
{
    const std::unique_ptr<char, decltype(&PQfreemem)> verifier(
        PQencryptPasswordConn(m_connection.get(), password.c_str(), login.c_str(), "scram-sha-256"),
        &PQfreemem);
    if (!verifier) {
        return sqlError("XX000", "password", PQerrorMessage(m_connection.get()));
    }
    return std::string(verifier.get());
}

std::string Connection::quotedIdentifier(const std::string &name) const
{
    const std::unique_ptr<char, decltype(&PQfreemem)> quoted(
        PQescapeIdentifier(m_connection.get(), name.data(), name.size()), &PQfreemem);
    return quoted ? std::string(quoted.get()) : std::string();
}

std::string Connection::quotedLiteral(const std::string &text) const
{
    const std::unique_ptr<char, decltype(&PQfreemem)> quoted(
        PQescapeLiteral(m_connection.get(), text.data(), text.size()), &PQfreemem);
    return quoted ? std::string(quoted.get()) : std::string();
}

} // namespace billhook::postgres

#include "services/postgres/sqlerror.h"

#include <array>

namespace billhook::postgres {

using domain::Error;
using domain::ErrorKind;

namespace {

struct Meaning
{
    std::string_view prefix; ///< of the SQLSTATE; the first match counts
    ErrorKind kind;
    std::string_view code;
    std::string_view message;
};

constexpr std::string_view awayMessage
    = "The database could not be reached. Nothing is known to have changed.";
constexpr std::string_view busyMessage
    = "The database was busy with a conflicting change. It can be tried again.";
constexpr std::string_view loginMessage
    = "The database refused the login. Check the user, the password and pg_hba.conf.";

constexpr std::array meanings{
    Meaning{ "08", ErrorKind::Unavailable, "database_unavailable", awayMessage },
    Meaning{ "57P", ErrorKind::Unavailable, "database_unavailable", awayMessage },
    Meaning{ "53", ErrorKind::Unavailable, "database_exhausted", "The database has run out of a resource." },
    Meaning{
        "25006", ErrorKind::Unavailable, "database_read_only", "The database is read-only at the moment." },
    Meaning{ "40003", ErrorKind::Unavailable, "database_unavailable", awayMessage },
    Meaning{ "57014", ErrorKind::Timeout, "database_timeout", "The database did not answer in time." },
    Meaning{ "25P03", ErrorKind::Timeout, "database_timeout", "The database did not answer in time." },
    Meaning{ "40001", ErrorKind::Overloaded, "serialization_failure", busyMessage },
    Meaning{ "40P01", ErrorKind::Overloaded, "deadlock_detected", busyMessage },
    Meaning{ "55P03", ErrorKind::Overloaded, "lock_not_available", busyMessage },
    Meaning{ "23505", ErrorKind::Conflict, "already_exists", "It exists already." },
    Meaning{ "42501", ErrorKind::Forbidden, "database_forbidden",
        "The database does not allow this login to do that." },
};

constexpr std::array connectMeanings{
    Meaning{ "28", ErrorKind::Configuration, "database_login_refused", loginMessage },
    Meaning{
        "3D000", ErrorKind::Configuration, "database_missing", "There is no such database on that server." },
};

std::string detailOf(std::string_view sqlState, std::string_view what, std::string_view text)
{
    std::string detail(what);
    if (!sqlState.empty()) {
        detail.append(" [").append(sqlState).append("]");
    }
    detail.append(": ").append(text);
    while (!detail.empty() && (detail.back() == '\n' || detail.back() == ' ')) {
        detail.pop_back();
    }
    return detail;
}

/** The end of libpq's first line: "connection to server at … failed: Connection refused". */
std::string reasonIn(std::string_view text)
{
    constexpr std::string_view before = "failed: ";
    text = text.substr(0, text.find('\n'));
    if (const auto found = text.rfind(before); found != std::string_view::npos) {
        text.remove_prefix(found + before.size());
    }
    return std::string(text);
}

} // namespace

Error sqlError(std::string_view sqlState, std::string_view what, std::string_view text)
{
    std::string detail = detailOf(sqlState, what, text);
    if (sqlState.empty()) {
        return { ErrorKind::Unavailable, "database_unavailable", std::string(awayMessage),
            std::move(detail) };
    }
    for (const Meaning &meaning : meanings) {
        if (sqlState.starts_with(meaning.prefix)) {
            return { meaning.kind, std::string(meaning.code), std::string(meaning.message), std::move(detail),
                std::string(sqlState) };
        }
    }
    return { ErrorKind::Internal, "database_refused", "The database refused a statement of this program.",
        std::move(detail), std::string(sqlState) };
}

bool isLastWord(std::string_view sqlState)
{
    return sqlState == "25006";
}

Error connectError(std::string_view sqlState, std::string_view where, std::string_view text)
{
    for (const Meaning &meaning : connectMeanings) {
        if (sqlState.starts_with(meaning.prefix)) {
            return { meaning.kind, std::string(meaning.code),
                std::string(meaning.message) + " (" + std::string(where) + ")",
                detailOf(sqlState, "connect", text), std::string(sqlState) };
        }
    }
    Error error = sqlError(sqlState, "connect to " + std::string(where), text);
    if (sqlState.empty()) { // nobody spoke SQL yet: the network's own words tell most
        error.message
            = "The database (" + std::string(where) + ") could not be reached: " + reasonIn(text) + ".";
    }
    return error;
}

} // namespace billhook::postgres

#include "services/postgres/group.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace billhook::postgres {

const char *groupName(Group group)
{
    switch (group) {
    case Group::Owner:
        return "billhook_owner";
    case Group::Daemon:
        return "billhook_daemon";
    case Group::Api:
        return "billhook_api";
    case Group::Finance:
        return "billhook_finance";
    case Group::Admin:
        return "billhook_admin";
    case Group::Directory:
        return "billhook_directory";
    }
    return "";
}

const char *pinnedSearchPath()
{
    return "SET search_path = pg_catalog, billhook, pg_temp; ";
}

std::string serverLimits(std::chrono::milliseconds statement)
{
    constexpr std::chrono::milliseconds longestPause = std::chrono::seconds(10);
    return "SET statement_timeout = " + std::to_string(statement.count())
        + "; SET idle_in_transaction_session_timeout = "
        + std::to_string(std::min(statement, longestPause).count())
        + "; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; ";
}

domain::Error notSetUp(const domain::Error &error, const char *group)
{
    if (error.sqlState == "22023" || error.sqlState == "42704") {
        return { domain::ErrorKind::Configuration, "database_not_migrated",
            "The database is not prepared for Billhook yet. Run: billhookd migrate", error.detail,
            error.sqlState };
    }
    if (error.kind == domain::ErrorKind::Forbidden) {
        const std::string_view name = group;
        const bool ofPeople = name == "billhook_finance" || name == "billhook_admin";
        return { domain::ErrorKind::Forbidden, "database_group_missing",
            std::string("This database login is not a member of ") + group
                + (ofPeople
                        ? ". An administrator can grant it with: billhookd person add"
                        : ". Run billhookd migrate with it, which makes it one or prints the statements."),
            error.detail, error.sqlState };
    }
    return error;
}

domain::Error notPrepared(const domain::Error &error)
{
    // Undefined table, column, function, schema or object.
    constexpr std::array<std::string_view, 5> undefined{ "42P01", "42703", "42883", "3F000", "42704" };
    const bool outdated = std::find(undefined.begin(), undefined.end(), error.sqlState) != undefined.end();
    if (!outdated) {
        return error;
    }
    return { domain::ErrorKind::Configuration, "database_schema_mismatch",
        "The database's schema does not fit this program. Run: billhookd migrate", error.detail,
        error.sqlState };
}

} // namespace billhook::postgres

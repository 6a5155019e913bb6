#include "services/cluster/privileges.h"

#include "services/postgres/statementcatalog.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace billhook::cluster {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;
using Lines = std::vector<std::string>;

namespace {

constexpr auto limit = 60s;

postgres::Deadline soon()
{
    return std::chrono::steady_clock::now() + limit;
}

/** Empty where no migration has written it yet. */
Result<Lines> recorded(postgres::Connection &connection)
{
    auto lines = linesOf(connection, "list_recorded");
    const bool absent = !lines && (lines.error().sqlState == "42P01" || lines.error().sqlState == "3F000");
    return absent ? Result<Lines>(Lines()) : lines;
}

Result<Lines> lackingGrants(postgres::Connection &connection)
{
    auto wanted = recorded(connection);
    if (!wanted || wanted->empty()) {
        return wanted;
    }
    auto present = linesOf(connection, "list_privileges");
    if (!present) {
        return present;
    }
    std::sort(wanted->begin(), wanted->end());
    std::sort(present->begin(), present->end());
    Lines lacking;
    std::set_difference(
        wanted->begin(), wanted->end(), present->begin(), present->end(), std::back_inserter(lacking));
    return lacking;
}

/** The record is data: whoever could write it was an owner, and as an owner it is run, one statement a time,
 * of these kinds only. */
bool mayBeRun(const std::string &statement)
{
    constexpr std::array<std::string_view, 4> kinds{ "GRANT ", "REVOKE ", "CREATE POLICY ",
        "ALTER DEFAULT PRIVILEGES " };
    return std::any_of(
        kinds.begin(), kinds.end(), [&](const std::string_view kind) { return statement.starts_with(kind); });
}

Result<void> mendGrants(postgres::Connection &connection)
{
    const auto lacking = lackingGrants(connection);
    if (!lacking) {
        return lacking.error();
    }
    for (const std::string &statement : *lacking) {
        const auto done = mayBeRun(statement)
            ? connection.query(statement, {}, soon()) // one statement, whatever the text holds
            : Result<postgres::PgResult>(Error{ ErrorKind::Internal, "privilege_record_odd",
                "The database's record of privileges holds something else.", statement });
        if (!done && done.error().sqlState != "42710") { // a policy of that name, of somebody's own
            return done.error();
        }
    }
    return {};
}

} // namespace

Result<Lines> linesOf(postgres::Connection &connection, const std::string &statement)
{
    const auto sql = postgres::sqlOf("cluster/" + statement);
    if (!sql) {
        return sql.error();
    }
    auto answer = connection.execute(*sql, soon());
    if (!answer) {
        return answer.error();
    }
    Lines lines;
    const int rows = PQntuples(answer->get());
    lines.reserve(static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row) {
        lines.emplace_back(PQgetvalue(answer->get(), row, 0));
    }
    return lines;
}

Error refusal(const std::string &what, const Lines &statements, const std::string &detail)
{
    std::string message = "This database login may not " + what
        + ". Let a superuser, or who owns the database and the roles, run in this database:";
    for (const std::string &statement : statements) {
        message.append("\n").append(statement);
    }
    return { ErrorKind::Configuration, "database_rights_missing", message, detail };
}

Result<Lines> lackingPrivileges(postgres::Connection &connection)
{
    auto lacking = linesOf(connection, "list_owners");
    if (!lacking) {
        return lacking;
    }
    const auto grants = lackingGrants(connection);
    if (!grants) {
        return grants;
    }
    lacking->insert(lacking->end(), grants->begin(), grants->end());
    return lacking;
}

Result<void> mendPrivileges(postgres::Connection &connection)
{
    const auto astray = linesOf(connection, "list_owners");
    if (!astray) {
        return astray.error();
    }
    for (const std::string &statement : *astray) {
        const auto done = connection.execute(statement, soon());
        if (!done && done.error().kind == ErrorKind::Forbidden) {
            const auto left = linesOf(connection, "list_owners");
            return refusal("give Billhook's tables to billhook_owner: they belong to somebody else, as after "
                           "a restore",
                left ? *left : *astray, done.error().detail);
        }
        if (!done) {
            return done.error();
        }
    }
    const auto owner = connection.execute("SET ROLE billhook_owner", soon());
    if (!owner) {
        return owner.error();
    }
    const auto mended = mendGrants(connection);
    const auto back = connection.execute("RESET ROLE", soon());
    return mended && !back ? Result<void>(back.error()) : mended;
}

Result<void> recordPrivileges(postgres::Connection &connection)
{
    const auto present = linesOf(connection, "list_privileges");
    if (!present) {
        return present.error();
    }
    std::string values;
    for (const std::string &statement : *present) {
        values.append(values.empty() ? "(" : ", (").append(connection.quotedLiteral(statement)).append(")");
    }
    const auto written = connection.execute(
        "DELETE FROM billhook.privilege_record; INSERT INTO billhook.privilege_record (statement) VALUES "
            + values,
        soon());
    return written ? Result<void>() : written.error();
}

} // namespace billhook::cluster

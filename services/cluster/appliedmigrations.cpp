#include "services/cluster/appliedmigrations.h"

#include "services/postgres/connection.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace billhook::cluster {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto quick = 30s;

postgres::Deadline in(std::chrono::seconds limit)
{
    return std::chrono::steady_clock::now() + limit;
}

Error configuration(std::string code, std::string message, std::string detail = {})
{
    return { ErrorKind::Configuration, std::move(code), std::move(message), std::move(detail) };
}

} // namespace

Result<AppliedMigrations> readApplied(postgres::Connection &connection)
{
    AppliedMigrations applied;
    auto answer
        = connection.execute("SELECT version, name, checksum FROM billhook.schema_version", in(quick));
    if (!answer) {
        const Error &error = answer.error();
        if (error.kind == ErrorKind::Forbidden) {
            return Error{ ErrorKind::Forbidden, "database_schema_closed",
                "This database login may not read Billhook's schema. Run billhookd migrate with it: that "
                "makes "
                "good what is missing, or prints the statements for somebody who may.",
                error.detail, error.sqlState };
        }
        const bool absent = error.sqlState == "42P01" || error.sqlState == "3F000"; // table, schema
        if (!absent) {
            return error;
        }
        return applied;
    }
    for (int row = 0; row < PQntuples(answer->get()); ++row) {
        applied.emplace(std::stoi(PQgetvalue(answer->get(), row, 0)),
            AppliedMigration{ PQgetvalue(answer->get(), row, 1), PQgetvalue(answer->get(), row, 2) });
    }
    return applied;
}

Result<void> compareApplied(const AppliedMigrations &applied, const std::vector<Migration> &migrations)
{
    const int newest = migrations.empty() ? 0 : migrations.back().version;
    for (const auto &[version, row] : applied) {
        if (version > newest) {
            return configuration("database_schema_newer",
                "The database's schema (" + row.name
                    + ") is newer than this program. Install the newer program.");
        }
        const auto known = std::find_if(migrations.begin(), migrations.end(),
            [wanted = version](const Migration &migration) { return migration.version == wanted; });
        if (known == migrations.end() || known->checksum != row.checksum) {
            return configuration("database_schema_differs",
                "The database was made with another " + row.name
                    + " than this program's. Use the program that made it, or a new database.",
                "checksum " + row.checksum);
        }
    }
    for (const Migration &migration : migrations) {
        if (!applied.contains(migration.version) && !applied.empty()
            && migration.version < applied.rbegin()->first) {
            return configuration("database_schema_differs",
                "The database's schema lacks " + migration.name
                    + " although later ones are there. Use a new database.");
        }
    }
    return {};
}

} // namespace billhook::cluster

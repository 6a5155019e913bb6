#include "services/cluster/doors.h"

#include "services/postgres/connection.h"
#include "services/postgres/statementcatalog.h"

#include <chrono>
#include <cstddef>

namespace billhook::cluster {

using domain::Result;
using namespace std::chrono_literals;

namespace {

Result<postgres::PgResult> ask(postgres::Connection &connection, const std::string &statement)
{
    const auto sql = postgres::sqlOf(statement);
    return sql ? connection.execute(*sql, std::chrono::steady_clock::now() + 10s)
               : Result<postgres::PgResult>(sql.error());
}

/** One that a single account reaches, over one socket: nobody else's programs use it. */
bool isPrivateServer(postgres::Connection &connection)
{
    const auto asked = connection.execute("SELECT current_setting('listen_addresses') = '' "
                                          "AND current_setting('unix_socket_permissions') = '0700'",
        std::chrono::steady_clock::now() + 10s);
    return asked && *PQgetvalue(asked->get(), 0, 0) == 't';
}

} // namespace

Result<std::vector<Door>> openDoors(postgres::Connection &connection)
{
    auto rows = ask(connection, "doctor/list_open_doors");
    if (!rows) {
        return rows.error();
    }
    std::vector<Door> doors;
    const int count = PQntuples(rows->get());
    doors.reserve(static_cast<std::size_t>(count));
    for (int row = 0; row < count; ++row) {
        doors.push_back({ PQgetvalue(rows->get(), row, 0), *PQgetvalue(rows->get(), row, 1) == 't',
            PQgetvalue(rows->get(), row, 2), PQgetvalue(rows->get(), row, 3) });
    }
    return doors;
}

Result<std::vector<Door>> openDoorsOf(const std::string &url)
{
    const auto parsed = postgres::ConnectionUrl::parse(url);
    if (!parsed) {
        return parsed.error();
    }
    const auto connection = postgres::Connection::open(*parsed, std::chrono::steady_clock::now() + 15s);
    return connection ? openDoors(**connection) : connection.error();
}

void shutOwnDoors(postgres::Connection &connection)
{
    const auto doors = openDoors(connection);
    if (!doors) {
        return;
    }
    const bool isPrivate = isPrivateServer(connection);
    for (const auto &door : *doors) {
        if (door.name == "unguarded" || door.name == "extension"
            || (isPrivate && (door.name == "temporary" || door.name == "shared_room"))) {
            static_cast<void>(connection.execute(door.statement, std::chrono::steady_clock::now() + 10s));
        }
    }
}

std::vector<std::string> openHosts(postgres::Connection &connection)
{
    std::vector<std::string> lines;
    const auto rows = ask(connection, "doctor/list_open_hosts");
    for (int row = 0; rows && row < PQntuples(rows->get()); ++row) {
        lines.emplace_back(PQgetvalue(rows->get(), row, 0));
    }
    return lines;
}

} // namespace billhook::cluster

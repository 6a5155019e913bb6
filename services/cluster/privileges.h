#pragma once

#include "services/postgres/connection.h"

#include <string>
#include <vector>

namespace billhook::cluster {

/** The rows of a statement of the area "cluster", whose one column is SQL text or a name. */
domain::Result<std::vector<std::string>> linesOf(
    postgres::Connection &connection, const std::string &statement);

/** Configuration: what this login may not do, and the statements, one a line, that somebody who may has to
 * run. */
domain::Error refusal(
    const std::string &what, const std::vector<std::string> &statements, const std::string &detail);

/**
 * What the schema's objects lack: owners, grants and policies that the latest migration left and that are
 * gone, as after a restore where the groups were missing. Empty where all is there or there is no schema yet.
 * Forbidden where this login may not read it.
 */
domain::Result<std::vector<std::string>> lackingPrivileges(postgres::Connection &connection);

/** Makes that good, as this login and then as the owners' group. Configuration, with the statements to run,
 * where it may not. */
domain::Result<void> mendPrivileges(postgres::Connection &connection);

/** Writes down what is granted now; in the transaction of the migration that changed it, as the owners'
 * group. */
domain::Result<void> recordPrivileges(postgres::Connection &connection);

} // namespace billhook::cluster

#pragma once

#include "services/postgres/connection.h"

namespace billhook::cluster {

/**
 * Makes the groups that are missing and this login a member of each. Roles belong to the whole server, so
 * programs that start at once on different databases of it take turns. Configuration, with the SQL to run,
 * where the login may not.
 */
domain::Result<void> ensureGroups(postgres::Connection &connection, const postgres::ConnectionUrl &url);

} // namespace billhook::cluster

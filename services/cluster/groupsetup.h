#pragma once

#include "services/postgres/connection.h"

namespace billhook::cluster {

/**
 * Makes the groups that are missing, this login a member of each, and what else it needs to make the schema.
 * Roles belong to the whole server, so programs that start at once on different databases of it take turns.
 * Configuration, with the statements to run, where the login may not.
 */
domain::Result<void> ensureGroups(postgres::Connection &connection, const postgres::ConnectionUrl &url);

} // namespace billhook::cluster

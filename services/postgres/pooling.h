#pragma once

#include "services/postgres/connection.h"

namespace billhook::postgres {

/**
 * Configuration where a pooler stands in between and gives a server process to others between two of our
 * transactions (PgBouncer's pool_mode transaction or statement): groups, limits, locks and prepared
 * statements of ours would be theirs. Session pooling is fine. Opens further connections where there is a
 * pooler, none where there is none.
 */
domain::Result<void> refuseSharedSessions(Connection &connection, const ConnectionUrl &url);

} // namespace billhook::postgres

#pragma once

#include "models/domain/result.h"
#include "services/postgres/session.h"

namespace billhook::postgres {

/** The role's name in the database, e.g. "billhook_finance". */
const char *groupName(Group group);

/**
 * What the server is told so that it gives up on us: a transaction nobody goes on with holds its locks for 10
 * s, a connection whose other end has vanished holds its place for a minute (over TCP; its own limit is two
 * hours).
 */
inline constexpr const char *connectionLimits
    = "SET idle_in_transaction_session_timeout = 10000; SET tcp_keepalives_idle = 30; "
      "SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; ";

/** What a failed SET ROLE means to the operator. */
domain::Error notSetUp(const domain::Error &error, const char *group);

/** What a statement that can't be prepared means: objects that are missing belong to another version's
 * schema. */
domain::Error notPrepared(const domain::Error &error);

} // namespace billhook::postgres

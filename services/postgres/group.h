#pragma once

#include "models/domain/result.h"
#include "services/postgres/session.h"

#include <chrono>
#include <string>

namespace billhook::postgres {

/** The role's name in the database, e.g. "billhook_finance". */
const char *groupName(Group group);

/**
 * SET search_path as every session of ours begins with: nothing that another login made anywhere is found
 * before what we mean, whatever its arguments' types.
 */
const char *pinnedSearchPath();

/**
 * What the server is told so that it gives up on us, as SQL: a statement that takes longer than `statement`,
 * a transaction nobody goes on with for as long or for 10 s (it holds its locks meanwhile, and behind a
 * network that fell silent nobody will), a connection whose other end has vanished for a minute (over TCP;
 * its own limit is two hours).
 */
std::string serverLimits(std::chrono::milliseconds statement);

/** What a failed SET ROLE means to the operator. */
domain::Error notSetUp(const domain::Error &error, const char *group);

/** What a statement that can't be prepared means: objects that are missing belong to another version's
 * schema. */
domain::Error notPrepared(const domain::Error &error);

} // namespace billhook::postgres

#pragma once

#include "models/domain/result.h"
#include "services/postgres/session.h"

namespace billhook::postgres {

/** The role's name in the database, e.g. "billhook_finance". */
const char *groupName(Group group);

/** What a failed SET ROLE means to the operator. */
domain::Error notSetUp(const domain::Error &error, const char *group);

/** What a statement that can't be prepared means: objects that are missing belong to another version's
 * schema. */
domain::Error notPrepared(const domain::Error &error);

} // namespace billhook::postgres

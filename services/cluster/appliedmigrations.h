#pragma once

#include "models/domain/result.h"
#include "services/cluster/migration.h"

#include <map>
#include <string>
#include <vector>

namespace billhook::postgres {
class Connection;
} // namespace billhook::postgres

namespace billhook::cluster {

struct AppliedMigration
{
    std::string name;
    std::string checksum;
};

using AppliedMigrations = std::map<int, AppliedMigration>; ///< by version

/** Empty where there is no schema yet. Forbidden where there is one that this login may not read. */
domain::Result<AppliedMigrations> readApplied(postgres::Connection &connection);

/** Configuration: the database was made by another or a newer program than the one that knows `migrations`
 * (ascending). */
domain::Result<void> compareApplied(
    const AppliedMigrations &applied, const std::vector<Migration> &migrations);

} // namespace billhook::cluster

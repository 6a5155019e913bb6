#pragma once

#include "models/domain/result.h"

#include <string>
#include <vector>

namespace billhook::cluster {

/** One compiled-in step of the schema. Never edited after release: the checksum would no longer fit. */
struct Migration
{
    int version = 0;
    std::string name; ///< "V0004__create_events"
    std::string checksum; ///< SHA-256 of the file, hex
    std::string sql;
};

/** All migrations of this program in order. Internal when the list is broken. */
domain::Result<std::vector<Migration>> compiledMigrations();

} // namespace billhook::cluster

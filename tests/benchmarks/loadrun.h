#pragma once

#include "models/domain/result.h"

#include <QString>

#include <cstdint>

namespace billhook::benchmarks {

struct LoadRequest
{
    QString url;
    std::int64_t organizations = 0;
    std::uint64_t seed = 0;
};

/**
 * Fills an empty database with a company, migrating it first where nothing of ours is in it. Says on standard
 * error how far it is. Configuration where the database is not empty or of another schema; what was written
 * before a failure stays.
 */
domain::Result<void> runLoad(const LoadRequest &request);

} // namespace billhook::benchmarks

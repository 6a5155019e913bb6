#pragma once

#include "models/domain/area.h"
#include "models/domain/result.h"
#include "services/directory/directoryline.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::directory {

struct NumberedLine
{
    std::int64_t number = 0; ///< from 1
    DirectoryLine line;
};

/** A good line that names an organization or user nobody has heard of. */
struct Dangling
{
    std::int64_t number = 0;
    std::string missing; ///< "organization" or "user"
};

struct BatchResult
{
    std::int64_t changed = 0; ///< rows
    std::vector<Dangling> dangling; ///< everything else was written
};

/**
 * Writes the lines in one transaction and refreshes the organization list's rows they touch; of several lines
 * about the same thing the last counts. A transaction that lost against another is repeated. On failure
 * nothing was written.
 */
domain::Result<BatchResult> writeBatch(postgres::Pipeline &pipeline, std::span<const NumberedLine> lines);

/** Tells the desktops what to read again. */
domain::Result<void> announceChange(postgres::Pipeline &pipeline, domain::Areas areas);

} // namespace billhook::directory

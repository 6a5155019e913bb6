#pragma once

#include "models/domain/result.h"

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::truth {

/**
 * Tables beside the real ones, of this session and transaction, into which a projection writes on a pipeline
 * that has prepared none of its statements yet. The real ones are read and changed by nobody meanwhile.
 */
domain::Result<void> beginShadow(postgres::Pipeline &pipeline);

/** Writes into the real tables what differs, and nothing else. */
domain::Result<void> mergeShadow(postgres::Pipeline &pipeline);

} // namespace billhook::truth

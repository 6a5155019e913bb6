#pragma once

#include "models/domain/result.h"
#include "services/concurrency/cancellation.h"
#include "services/operations/operation.h"
#include "services/stripeclient/client.h"

#include <optional>
#include <string>

namespace billhook::operations {

/** Stripe's object that shows the effect of a step. */
struct FoundEffect
{
    std::string object; ///< its id
    std::string response; ///< as Stripe shows it now; empty for one that is gone
    std::string stripeRequestId;
};

/**
 * Whether a step that was sent before has had its effect, without sending it again: a new object is looked
 * for in Stripe's list by the step's mark in its metadata, a changed one by its last mark, a deleted one by
 * its absence. Nothing: it has had none. An error: it could not be asked. Waits for Stripe: worker threads
 * only.
 */
domain::Result<std::optional<FoundEffect>> lookUp(stripeclient::Client &client,
    const stripeclient::Request &request, const OperationStep &step,
    const concurrency::Cancellation &cancellation);

} // namespace billhook::operations

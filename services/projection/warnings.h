#pragma once

#include "models/domain/fact.h"
#include "models/domain/result.h"
#include "services/projection/customerdiscount.h"
#include "services/projection/factstore.h"
#include "services/projection/revisions.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::projection {

/** What a figure leaves out or may have wrong, for people to see. */
struct Warning
{
    domain::ObjectKey object;
    std::string customerId;
    std::string warning; ///< amount_unknown, status_unknown, gap
    std::string detail; ///< what is missing, the status, the event after the gap

    bool operator==(const Warning &) const = default;
};

/** Of one object's history: events may be missing between two that are known. */
std::vector<Warning> gapWarnings(const domain::ObjectKey &object, const std::string &customer,
    std::span<const analytics::TimelineEntry> timeline);

/** Of a subscription as it is now: its amount, or what its status counts for, is not known. */
std::vector<Warning> amountWarnings(
    const std::string &subscription, const std::string &customer, const SubscriptionHistory &history);

/**
 * Makes `wanted` all the warnings that stand about `objects`. Posted: it belongs inside the caller's
 * transaction. `known`: when they are learned, as text.
 */
domain::Result<void> replaceWarnings(postgres::Pipeline &pipeline, const Keys &objects,
    const std::vector<Warning> &wanted, const std::string &known);

/**
 * Warnings to be told now, each once, whoever asks: what arrives out of order opens gaps and leaves amounts
 * unknown for a moment, so only those are told that still stand when nothing has been said about their object
 * for as long as `quiet`.
 */
domain::Result<std::vector<Warning>> takeUntold(
    postgres::Pipeline &pipeline, std::chrono::seconds quiet, std::int64_t most);

} // namespace billhook::projection

#pragma once

#include "models/domain/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace billhook::postgres {
class Pipeline;
class Rows;
} // namespace billhook::postgres

namespace billhook::truth {

/**
 * What `billhookd check` verifies on one snapshot: rollups, counters and balances against recounts, movements
 * against revisions, revisions against the mirror, history without overlaps, nothing orphaned, and for a
 * sample of objects the mirror against a fold of everything known about them.
 */
class Check final
{
public:
    explicit Check(std::string url);

    /** One sentence for each difference, at most 50 of a kind; empty: all invariants hold. */
    domain::Result<std::vector<std::string>> differences(std::int64_t sample = 5'000) const;

    /** What figures leave out or may have wrong, one sentence each: at most 50 of a kind, with their number.
     */
    domain::Result<std::vector<std::string>> warnings() const;

    struct WarningCounts
    {
        std::int64_t amountsUnknown = 0; ///< subscriptions
        std::int64_t statusesUnknown = 0; ///< subscriptions
        std::int64_t gaps = 0; ///< objects
    };
    domain::Result<WarningCounts> warningCounts() const;

private:
    static domain::Result<void> compareSample(
        postgres::Pipeline &pipeline, std::int64_t sample, std::vector<std::string> &differences);

    std::string m_url;
};

} // namespace billhook::truth

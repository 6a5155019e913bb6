#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace billhook::observability {

enum class CheckStatus
{
    Unknown, ///< not checked yet
    Up,
    Down,
    Disabled, ///< not configured; nothing is missing
};

struct HealthCheck
{
    CheckStatus status = CheckStatus::Unknown;
    std::optional<std::int64_t> latencyMilliseconds;
    std::optional<std::int64_t> checkedAt; ///< UTC milliseconds
};

/** What /health tells. Copied freely. */
struct HealthReport
{
    std::string version;
    HealthCheck database;
    HealthCheck stripe;
    std::int64_t queueDepth = 0;
    std::optional<std::int64_t> oldestQueuedSeconds;
    std::optional<std::int64_t> lastEventAt; ///< UTC milliseconds of the last receipt

    /** "ok", "degraded" (Stripe is away or nothing was checked yet) or "down" (the database is away). */
    std::string status() const;

    /** The JSON body of /health. */
    std::string json() const;
};

} // namespace billhook::observability

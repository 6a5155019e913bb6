#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
    std::int64_t quarantined = 0; ///< events
    bool stripeKeyRefused = false; ///< 401 or 403
    std::int64_t clockApartSeconds = 0; ///< this machine's clock from Stripe's, as far as it is known

    /** "ok", "degraded" (see reasons()) or "down" (the database is away). */
    std::string status() const;

    /** Why it is not "ok": stable words. */
    std::vector<std::string_view> reasons() const;

    /** The JSON body of /health. */
    std::string json() const;
};

} // namespace billhook::observability

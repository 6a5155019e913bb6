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
    std::optional<std::int64_t> clockApartSeconds; ///< this machine's clock from Stripe's, once Stripe said
    /** This machine's clock from that of rightly signed deliveries that were refused for it; 0: none is. */
    std::int64_t signaturesApartSeconds = 0;
    std::int64_t amountsUnknown = 0; ///< subscriptions whose amount the figures don't know
    std::int64_t statusesUnknown = 0; ///< subscriptions with a status that is not known
    std::int64_t gaps = 0; ///< objects before one of whose events another may be missing

    /** "ok", "degraded" (see reasons()) or "down" (the database is away). */
    std::string status() const;

    /** Why it is not "ok": stable words. */
    std::vector<std::string_view> reasons() const;

    /** The JSON body of /health. */
    std::string json() const;
};

} // namespace billhook::observability

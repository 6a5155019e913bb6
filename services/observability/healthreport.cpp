#include "services/observability/healthreport.h"

#include "services/observability/json.h"

#include <cstdlib>

namespace billhook::observability {

namespace {

std::string_view nameOf(CheckStatus status)
{
    switch (status) {
    case CheckStatus::Up:
        return "up";
    case CheckStatus::Down:
        return "down";
    case CheckStatus::Disabled:
        return "disabled";
    case CheckStatus::Unknown:
        break;
    }
    return "unknown";
}

constexpr std::int64_t mostSecondsApart = 60; // signatures more than 300 s old are refused
constexpr std::int64_t mostQueuedSeconds = 30;
constexpr std::int64_t mostQuarantined = 10;

void appendNumber(std::string &out, const std::optional<std::int64_t> &number)
{
    out += number ? std::to_string(*number) : std::string("null");
}

void appendInstant(std::string &out, const std::optional<std::int64_t> &milliseconds)
{
    if (milliseconds) {
        appendJsonString(out, formatInstant(*milliseconds));
    } else {
        out += "null";
    }
}

void appendCheck(std::string &out, std::string_view name, const HealthCheck &check)
{
    appendJsonString(out, name);
    out += R"(:{"status":)";
    appendJsonString(out, nameOf(check.status));
    out += R"(,"latency_ms":)";
    appendNumber(out, check.latencyMilliseconds);
    out += R"(,"checked_at":)";
    appendInstant(out, check.checkedAt);
    out += '}';
}

/** A clock that agrees with Stripe's is right: then an old delivery was sent again, perhaps by a stranger. */
bool isClockApart(const HealthReport &report)
{
    return report.clockApartSeconds ? std::llabs(*report.clockApartSeconds) > mostSecondsApart
                                    : report.signaturesApartSeconds != 0;
}

} // namespace

std::string HealthReport::status() const
{
    if (database.status == CheckStatus::Down) {
        return "down";
    }
    return reasons().empty() ? "ok" : "degraded";
}

std::vector<std::string_view> HealthReport::reasons() const
{
    std::vector<std::string_view> found;
    const auto add = [&found](bool applies, std::string_view reason) {
        if (applies) {
            found.push_back(reason);
        }
    };
    add(database.status == CheckStatus::Down, "database_down");
    add(database.status == CheckStatus::Unknown, "database_not_checked");
    add(stripe.status == CheckStatus::Down, "stripe_down");
    add(stripe.status == CheckStatus::Unknown, "stripe_not_checked");
    add(stripeKeyRefused, "stripe_key_refused");
    add(isClockApart(*this), "clock_apart");
    add(oldestQueuedSeconds.value_or(0) > mostQueuedSeconds, "queue_behind");
    add(quarantined > mostQuarantined, "quarantine");
    return found;
}

std::string HealthReport::json() const
{
    std::string out = R"({"status":)";
    appendJsonString(out, status());
    out += R"(,"reasons":[)";
    for (const auto reason : reasons()) {
        out += out.back() == '[' ? "" : ",";
        appendJsonString(out, reason);
    }
    out += R"(],"version":)";
    appendJsonString(out, version);
    out += R"(,"checks":{)";
    appendCheck(out, "database", database);
    out += ',';
    appendCheck(out, "stripe", stripe);
    out += R"(},"queue":{"depth":)";
    out += std::to_string(queueDepth);
    out += R"(,"oldest_age_seconds":)";
    appendNumber(out, oldestQueuedSeconds);
    out += R"(},"quarantined":)";
    out += std::to_string(quarantined);
    out += R"(,"clock":{"apart_seconds":)";
    appendNumber(out, clockApartSeconds);
    out += R"(,"signatures_apart_seconds":)";
    out += std::to_string(signaturesApartSeconds);
    out += R"(},"unknown":{"amounts":)";
    out += std::to_string(amountsUnknown);
    out += R"(,"statuses":)";
    out += std::to_string(statusesUnknown);
    out += R"(,"gaps":)";
    out += std::to_string(gaps);
    out += '}';
    out += R"(,"last_event_at":)";
    appendInstant(out, lastEventAt);
    out += '}';
    return out;
}

} // namespace billhook::observability

#include "services/observability/healthreport.h"

#include "services/observability/json.h"

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

} // namespace

std::string HealthReport::status() const
{
    if (database.status == CheckStatus::Down) {
        return "down";
    }
    const bool databaseUp = database.status == CheckStatus::Up;
    const bool stripeFine = stripe.status == CheckStatus::Up || stripe.status == CheckStatus::Disabled;
    return databaseUp && stripeFine ? "ok" : "degraded";
}

std::string HealthReport::json() const
{
    std::string out = R"({"status":)";
    appendJsonString(out, status());
    out += R"(,"version":)";
    appendJsonString(out, version);
    out += R"(,"checks":{)";
    appendCheck(out, "database", database);
    out += ',';
    appendCheck(out, "stripe", stripe);
    out += R"(},"queue":{"depth":)";
    out += std::to_string(queueDepth);
    out += R"(,"oldest_age_seconds":)";
    appendNumber(out, oldestQueuedSeconds);
    out += R"(},"last_event_at":)";
    appendInstant(out, lastEventAt);
    out += '}';
    return out;
}

} // namespace billhook::observability

#pragma once

#include "services/events/ingestwriter.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::observability {
class Log;
class Metrics;
} // namespace billhook::observability

namespace billhook::events {

/** What the database belongs to; what is not known yet refuses nothing. */
struct InstallationGuard
{
    std::optional<bool> livemode;
    std::string account; ///< acct_..., "" until known
};

/** What Stripe is answered. Constants only: nothing of the request is repeated. */
struct WebhookAnswer
{
    int status = 200;
    std::string_view code; ///< of the problem; "" on 200
    std::string_view title; ///< of the problem; "" on 200
    int retryAfterSeconds = 0; ///< 0: no such header

    bool accepted() const { return status == 200; } ///< then the body is acceptedBody
};

inline constexpr std::string_view acceptedBody = R"({"received":true})";

struct WebhookEndpointOptions
{
    using Submit = std::function<void(IncomingEvent, IngestWriter::Callback)>;

    std::vector<std::string> secrets; ///< with whsec_; several while one is rolled
    Submit submit; ///< IngestWriter::submit
    std::function<InstallationGuard()> guard; ///< any thread; cheap
    /** Any thread: rightly signed deliveries are so many seconds older than this machine's clock allows
     * (negative: newer); 0: no longer. */
    std::function<void(std::int64_t)> clockMeasured = {};
    std::function<std::int64_t()> now; ///< UTC seconds; the system clock when empty
    std::chrono::milliseconds deadline{ 4'000 }; ///< then 503, whatever the writer does
};

/**
 * Takes a delivery from Stripe: signature, envelope, mode and account, durable store. Acknowledged only after
 * the commit. receive() may be called from any thread and never blocks. Destroyed after the last callback of
 * `submit` ran (IngestWriter::stop); answers still due then are not given.
 */
class WebhookEndpoint final
{
public:
    using Answer = std::function<void(WebhookAnswer)>; ///< called exactly once, from any thread

    WebhookEndpoint(WebhookEndpointOptions options, observability::Metrics &metrics, observability::Log &log);
    WebhookEndpoint(const WebhookEndpoint &) = delete;
    WebhookEndpoint &operator=(const WebhookEndpoint &) = delete;
    ~WebhookEndpoint();

    /** `signature`: the Stripe-Signature header, "" when absent; `body`: the exact bytes received. */
    void receive(std::string_view signature, std::string body, Answer answer);

    /** From now on these count; any thread. */
    void setSecrets(const std::vector<std::string> &secrets);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::events

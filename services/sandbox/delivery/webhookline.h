#pragma once

#include "services/http/client.h"
#include "services/sandbox/engine/calendar.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace billhook::sandbox {

struct DeliveryTarget
{
    std::string host;
    std::uint16_t port = 80;
    std::string path; ///< origin-form
    std::string secret; ///< whsec_..., used whole
};

/** Reads http://HOST[:PORT]/PATH; false when it is anything else. */
bool parseTarget(const std::string &url, DeliveryTarget &target);

/** A connection to where an endpoint listens, kept open between webhooks. One thread at a time. */
class WebhookLine final
{
public:
    WebhookLine(const DeliveryTarget &target, std::chrono::milliseconds deadline)
        : m_client(target.host, target.port, deadline)
    { }

    /** Sends the body as Stripe does, signed as of `at`. `target` listens where this line leads. */
    http::ClientAnswer send(const DeliveryTarget &target, const std::string &body, Seconds at);

private:
    http::Client m_client;
};

/** 2xx. */
bool isAccepted(const http::ClientAnswer &answer);

} // namespace billhook::sandbox

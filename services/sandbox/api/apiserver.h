#pragma once

#include "services/http/message.h"
#include "services/sandbox/api/apiroutes.h"
#include "services/sandbox/api/idempotencystore.h"
#include "services/sandbox/api/webhookendpointshandler.h"
#include "services/sandbox/engine/random.h"

#include <mutex>
#include <vector>

namespace billhook::sandbox {

/** Answers requests as Stripe's /v1 does: authentication, routes, idempotent replays, errors in Stripe's
 * form. */
class ApiServer final
{
public:
    /** `seed` makes ids and secrets; give it true randomness. */
    explicit ApiServer(std::uint64_t seed);
    ApiServer(const ApiServer &) = delete;
    ApiServer &operator=(const ApiServer &) = delete;

    /** From any thread; requests are answered one after the other. */
    http::Response answer(const http::Request &request);

    /** Routes for http::Server that lead everything here; this must outlive the server. */
    std::vector<http::Route> httpRoutes();

private:
    ApiAnswer dispatch(const http::Request &request);

    std::mutex m_mutex;
    Random m_random;
    WebhookEndpointsHandler m_webhookEndpoints;
    IdempotencyStore m_idempotency;
    std::vector<ApiRoute> m_routes;
};

} // namespace billhook::sandbox

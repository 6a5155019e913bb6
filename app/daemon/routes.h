#pragma once

#include "services/http/message.h"
#include "services/observability/healthreport.h"

#include <functional>
#include <string>
#include <vector>

namespace billhook::daemon {

/** Everything the daemon's port answers. */
struct RouteParts
{
    http::Handler webhook; ///< POST /api/webhooks/stripe
    std::function<std::string()> whyNotReady; ///< "" when it is; any thread
    std::function<observability::HealthReport()> report; ///< any thread
    std::function<std::string()> metrics; ///< the exposition; any thread
    std::string
        metricsToken; ///< empty: /health and /metrics only on a loopback listener, without forwarding headers
    bool loopbackListener = true;
};

std::vector<http::Route> routes(const RouteParts &parts);

} // namespace billhook::daemon

#include "services/sandbox/delivery/webhookline.h"

#include "services/sandbox/delivery/signature.h"

#include <algorithm>

namespace billhook::sandbox {

http::ClientAnswer WebhookLine::send(const DeliveryTarget &target, const std::string &body, Seconds at)
{
    const http::Headers headers{ { "Content-Type", "application/json; charset=utf-8" },
        { "User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)" },
        { "Stripe-Signature", signatureHeader(target.secret, at, body) } };
    return m_client.send("POST", target.path, headers, body);
}

bool isAccepted(const http::ClientAnswer &answer)
{
    return answer.answered && answer.response.status / 100 == 2;
}

bool parseTarget(const std::string &url, DeliveryTarget &target)
{
    static const std::string scheme = "http://";
    if (!url.starts_with(scheme)) {
        return false;
    }
    const auto rest = url.substr(scheme.size());
    const auto slash = rest.find('/');
    const auto authority = rest.substr(0, slash);
    target.path = slash == std::string::npos ? "/" : rest.substr(slash);
    const auto colon = authority.rfind(':');
    target.host = authority.substr(0, colon);
    target.port = 80;
    if (colon != std::string::npos) {
        const auto digits = authority.substr(colon + 1);
        const bool numeric = !digits.empty() && digits.size() <= 5
            && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
        const auto port = numeric ? std::stoi(digits) : 0;
        if (port < 1 || port > 65'535) {
            return false;
        }
        target.port = static_cast<std::uint16_t>(port);
    }
    return !target.host.empty();
}

} // namespace billhook::sandbox

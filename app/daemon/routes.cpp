#include "app/daemon/routes.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace billhook::daemon {

namespace {

constexpr std::size_t webhookBodyLimit = 1U << 20U;
constexpr std::array forwardingHeaders{ "forwarded", "x-forwarded-for", "x-forwarded-host",
    "x-forwarded-proto", "x-real-ip", "via" };

/** Whether a Host header names this machine by its loopback: a page that a browser here has open may point
 * its own name at us, but says that name. */
bool namesLoopback(std::string_view host)
{
    const bool bracketed = host.starts_with('[');
    const auto colon = bracketed ? host.find(':', std::min(host.find(']'), host.size())) : host.find(':');
    const auto name = host.substr(0, colon);
    const auto port = colon == std::string_view::npos ? std::string_view("0") : host.substr(colon + 1);
    const auto digits = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!digits(port)) {
        return false;
    }
    const bool dotted
        = name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string_view::npos;
    return name == "localhost" || name == "[::1]" || dotted;
}

/** Who may read /health and /metrics: design.md, contract 5. */
class Watcher final
{
public:
    Watcher(const std::string &token, bool loopbackListener)
        : m_expected(token.empty() ? std::string() : "Bearer " + token)
        , m_loopbackListener(loopbackListener)
    { }

    bool admits(const http::Request &request) const
    {
        if (!m_expected.empty()) {
            const auto given = request.header("Authorization");
            return given.size() == m_expected.size()
                && CRYPTO_memcmp(given.data(), m_expected.data(), given.size()) == 0;
        }
        if (!m_loopbackListener || !request.peerIsLoopback || !namesLoopback(request.header("Host"))) {
            return false;
        }
        return std::none_of(forwardingHeaders.begin(), forwardingHeaders.end(),
            [&request](const char *name) { return request.hasHeader(name); });
    }

    http::Response refusal() const
    {
        return m_expected.empty() ? http::problem(403, "local_only",
                   "Without BILLHOOK_METRICS_TOKEN this is answered to direct local requests only.")
                                  : http::problem(401, "token_required", "A bearer token is required here.");
    }

private:
    std::string m_expected;
    bool m_loopbackListener;
};

http::Response plain(int status, std::string text)
{
    return { status, "text/plain; charset=utf-8", std::move(text), {} };
}

http::Route watched(std::string path, const Watcher &watcher, std::function<http::Response()> answer)
{
    return { "GET", std::move(path), 0, false,
        [watcher, answer = std::move(answer)](const http::Request &request, const http::Respond &respond) {
            respond(watcher.admits(request) ? answer() : watcher.refusal());
        } };
}

} // namespace

std::vector<http::Route> routes(const RouteParts &parts)
{
    const Watcher watcher(parts.metricsToken, parts.loopbackListener);
    return {
        { "POST", "/api/webhooks/stripe", webhookBodyLimit, false, parts.webhook },
        { "GET", "/livez", 0, false,
            [](const http::Request &, const http::Respond &respond) { respond(plain(200, "ok\n")); } },
        { "GET", "/readyz", 0, false,
            [why = parts.whyNotReady](const http::Request &, const http::Respond &respond) {
                const auto reason = why();
                respond(reason.empty() ? plain(200, "ready\n") : plain(503, "not ready: " + reason + "\n"));
            } },
        watched("/health", watcher,
            [look = parts.report] {
                const auto report = look();
                return http::Response{ report.status() == "down" ? 503 : 200, "application/json",
                    report.json(), {} };
            }),
        watched("/metrics", watcher,
            [exposition = parts.metrics] {
                return http::Response{ 200, "text/plain; version=0.0.4; charset=utf-8", exposition(), {} };
            }),
    };
}

} // namespace billhook::daemon

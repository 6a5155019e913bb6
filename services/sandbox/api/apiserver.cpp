#include "services/sandbox/api/apiserver.h"

#include "services/sandbox/api/accounthandler.h"
#include "services/sandbox/api/apiauthentication.h"
#include "services/sandbox/engine/jsonvalues.h"

#include <iterator>
#include <utility>

namespace billhook::sandbox {

namespace {

constexpr std::size_t bodyLimit = 1U << 20U;
constexpr std::size_t longestKey = 255;

http::Response toResponse(const ApiAnswer &answer, const std::string &requestId)
{
    http::Response response;
    response.status = answer.status;
    response.contentType = "application/json";
    response.body = compact(answer.body);
    response.headers = { { "Request-Id", requestId } };
    return response;
}

ApiAnswer keyReused(const std::string &key)
{
    return apiError(400, "idempotency_error", "",
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        "Try using a key other than '"
            + key + "' if you meant to execute a different request.");
}

void append(std::vector<ApiRoute> &routes, std::vector<ApiRoute> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(routes));
}

} // namespace

ApiServer::ApiServer(std::uint64_t seed)
    : m_random(seed)
    , m_webhookEndpoints(m_random.fork(1))
{
    append(m_routes, AccountHandler::routes());
    append(m_routes, m_webhookEndpoints.routes());
}

http::Response ApiServer::answer(const http::Request &request)
{
    const std::scoped_lock lock(m_mutex);
    const auto requestId = "req_" + m_random.letters(14);
    const auto authentication = authenticate(request);
    if (authentication.refusal) {
        return toResponse(*authentication.refusal, requestId);
    }
    const std::string key(request.header("Idempotency-Key"));
    if (request.method != "POST" || key.empty()) {
        return toResponse(dispatch(request), requestId);
    }
    if (key.size() > longestKey) {
        return toResponse(
            apiError(400, "invalid_request_error", "", "An Idempotency-Key may have 255 characters."),
            requestId);
    }
    const auto owned = authentication.key + " " + key;
    const auto fingerprint = request.path + "?" + request.query + "\n" + request.body;
    if (const auto kept = m_idempotency.find(owned, currentTime())) {
        if (kept->fingerprint != fingerprint) {
            return toResponse(keyReused(key), requestId);
        }
        auto response = toResponse(kept->answer, requestId);
        response.headers.emplace_back("Idempotent-Replayed", "true");
        response.headers.emplace_back("Original-Request", kept->requestId);
        return response;
    }
    const auto answer = dispatch(request);
    if (answer.status
        == 200) { // what was refused before anything began may be tried again under the same key
        m_idempotency.keep(owned, { fingerprint, requestId, answer, currentTime() });
    }
    return toResponse(answer, requestId);
}

ApiAnswer ApiServer::dispatch(const http::Request &request)
{
    const auto match = matchRoute(m_routes, request.method, request.path);
    if (match.route == nullptr) {
        return apiError(404, "invalid_request_error", "",
            "Unrecognized request URL (" + request.method + ": " + request.path + ").");
    }
    const auto parameters = FormValues::parse(request.method == "POST" ? request.body : request.query);
    if (!parameters) {
        return apiError(400, "invalid_request_error", "", "The parameters are not valid form encoding.");
    }
    return match.route->handler({ match.arguments, *parameters });
}

std::vector<http::Route> ApiServer::httpRoutes()
{
    std::vector<http::Route> routes;
    for (const auto *method : { "GET", "POST", "DELETE", "PUT", "PATCH" }) {
        routes.push_back({ method, "/*", bodyLimit, false,
            [this](
                const http::Request &request, const http::Respond &respond) { respond(answer(request)); } });
    }
    return routes;
}

} // namespace billhook::sandbox

#include "services/api/api.h"

#include "services/api/callers.h"
#include "services/api/exchange.h"
#include "services/api/waiting.h"
#include "services/api/workers.h"
#include "services/observability/log.h"

#include <utility>

namespace billhook::api {

namespace {

std::size_t bodyLimit(Content content)
{
    switch (content) {
    case Content::None:
        return 0;
    case Content::Json:
        return 64U << 10U;
    case Content::JsonLines:
        break;
    }
    return 1U << 20U;
}

} // namespace

class Api::Private final
{
public:
    Private(ApiOptions given, observability::Log &log)
        : options(std::move(given))
        , parts{ callers, log, options.databaseUrl, options.requestsPerSecond, options.reachesStripe,
            options.wakeOperations }
        , waiting([this](std::shared_ptr<Exchange> exchange) {
            if (!carryOut(exchange)) {
                waiting.add(std::move(exchange));
            }
        })
        , workers(options.databaseUrl, options.workers, options.mostWaiting)
    { }

    /** False when too much is under way. */
    bool carryOut(const std::shared_ptr<Exchange> &exchange)
    {
        return workers.run([this, exchange](const domain::Result<postgres::Session *> &session) {
            if (!exchange->carryOut(session)) {
                waiting.add(exchange);
            }
        });
    }

    ApiOptions options;
    Callers callers;
    ExchangeParts parts;
    Waiting waiting;
    Workers workers; ///< destroyed first
};

Api::Api(ApiOptions options, observability::Log &log)
    : d(std::make_unique<Private>(std::move(options), log))
{ }

Api::~Api()
{
    d->waiting.stop(); // before the workers it gives to
}

void Api::hurry()
{
    d->parts.hurried = true;
}

void Api::take(const ApiRoute &route, http::Request request, http::Respond respond)
{
    const auto exchange = std::make_shared<Exchange>(d->parts, route, std::move(request), std::move(respond));
    if (exchange->admit() && !d->carryOut(exchange)) {
        exchange->answer(http::busy("overloaded", "Too many requests are under way."));
    }
}

std::vector<http::Route> httpRoutes(const std::vector<ApiRoute> &table, const std::function<Api *()> &api)
{
    std::vector<http::Route> routes;
    routes.reserve(table.size());
    for (const auto &route : table) {
        routes.push_back({ std::string(nameOf(route.method)), std::string(route.path),
            bodyLimit(route.content), false, [api, route](http::Request request, http::Respond respond) {
                if (auto *present = api()) {
                    present->take(route, std::move(request), std::move(respond));
                } else {
                    respond(http::busy("starting", "The daemon is still starting."));
                }
            } });
    }
    return routes;
}

std::string_view nameOf(Method method)
{
    switch (method) {
    case Method::Get:
        return "GET";
    case Method::Post:
        return "POST";
    case Method::Put:
        return "PUT";
    case Method::Delete:
        break;
    }
    return "DELETE";
}

} // namespace billhook::api

#include "services/sandbox/api/apiserver.h"

#include "services/sandbox/api/accountroutes.h"
#include "services/sandbox/api/apiauthentication.h"
#include "services/sandbox/api/control.h"
#include "services/sandbox/api/pages.h"
#include "services/sandbox/api/resourceroutes.h"
#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/timekeeper.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <utility>

namespace billhook::sandbox {

namespace {

constexpr std::size_t bodyLimit = 8U << 20U;
constexpr int workerThreads = 16;

void append(std::vector<ApiRoute> &routes, std::vector<ApiRoute> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(routes));
}

Refusal brokenInside(const std::string &message)
{
    return { 500, "api_error", "", message, "" };
}

bool isBefore(const Fault &fault)
{
    return fault.kind == FaultKind::RateLimit || fault.kind == FaultKind::ErrorBefore
        || fault.kind == FaultKind::DropBefore;
}

} // namespace

/** One request on its way through. The engine's mutex is held but while a fault makes it wait. */
class ApiServer::Exchange final
{
public:
    Exchange(ApiServer &server, const http::Request &request)
        : m_server(server)
        , m_engine(server.m_engine)
        , m_request(request)
        , m_lock(m_engine.mutex)
        , m_requestId("req_" + m_engine.ids.letters(14))
        , m_key(request.method == "POST" ? std::string(request.header("Idempotency-Key")) : std::string())
    { }

    bool hasChanged() const { return m_changed; }

    http::Response run()
    {
        if (auto refusal = refuseKey(m_request, m_engine.store)) {
            return refused(*refusal);
        }
        const std::string version(m_request.header("Stripe-Version"));
        const auto shape = version.empty() ? newestShape() : shapeOf(version);
        if (!shape) {
            return refused(invalidParameter("", "Invalid Stripe API version: " + version, ""));
        }
        m_version = shape->version;
        if (m_key.empty()) {
            return throughFaults(*shape);
        }
        const auto replay = m_server.m_idempotency.begin(m_key, m_request, m_engine.store);
        if (!replay) {
            return refused(replay.refusal());
        }
        if (*replay) {
            auto response = respond((*replay)->answer);
            response.headers.emplace_back("Idempotent-Replayed", "true");
            response.headers.emplace_back("Original-Request", (*replay)->firstRequestId);
            return response;
        }
        auto response = throughFaults(*shape);
        m_server.m_idempotency.finished(m_key);
        return response;
    }

private:
    http::Response throughFaults(const ApiShape &shape)
    {
        const auto faults = m_engine.faults.forCall(m_request.method, m_request.path);
        for (const auto &fault : faults) {
            if (fault.kind == FaultKind::Latency) {
                m_server.pause(m_lock, fault.milliseconds);
            }
        }
        const auto before = std::find_if(faults.begin(), faults.end(), isBefore);
        if (before != faults.end()) {
            return faulty(*before);
        }
        const auto has = [&faults](FaultKind kind) {
            return std::any_of(
                faults.begin(), faults.end(), [kind](const Fault &one) { return one.kind == kind; });
        };
        auto response = perform(shape, has(FaultKind::ErrorAfter));
        if (has(FaultKind::DropAfter)) {
            response.cut = http::Cut::Everything;
        } else if (has(FaultKind::Truncate)) {
            response.cut = http::Cut::HalfBody;
        }
        return response;
    }

    http::Response perform(const ApiShape &shape, bool failAfterwards)
    {
        Transaction transaction(m_engine, { m_requestId, m_key }, shape);
        auto outcome = dispatch(transaction, shape);
        const bool declined = !outcome && outcome.refusal().keepsChanges;
        if (!outcome && !declined) { // nothing has begun: neither the changes nor the answer are kept
            return refused(outcome.refusal());
        }
        auto answer = failAfterwards ? errorAnswer(brokenInside("An unknown error occurred."))
            : declined               ? errorAnswer(outcome.refusal())
                                     : ApiAnswer{ 200, *outcome };
        const bool changed = !transaction.changesNothing();
        if (!m_key.empty()) {
            Idempotency::keep(transaction, m_key, m_request, answer, m_requestId);
        }
        if (const auto kept = transaction.commit(); !kept) {
            return refused(brokenInside("The sandbox could not keep the change: " + kept.error().message));
        }
        m_changed |= changed;
        return respond(answer);
    }

    Attempt<QJsonObject> dispatch(Transaction &transaction, const ApiShape &shape)
    {
        const auto match = matchRoute(m_server.m_routes, m_request.method, m_request.path);
        if (match.route == nullptr) {
            return Refusal{ 404, "invalid_request_error", "",
                "Unrecognized request URL (" + m_request.method + ": " + m_request.path + ").", "" };
        }
        auto parameters = FormValues::parse(m_request.method == "POST" ? m_request.body : m_request.query);
        if (!parameters) {
            return invalidParameter("", "The parameters are not valid form encoding.", "");
        }
        ApiCall call{ transaction, shape, match.arguments, std::move(*parameters) };
        return match.route->handler(call);
    }

    http::Response faulty(const Fault &fault)
    {
        if (fault.kind == FaultKind::DropBefore) {
            auto response = respond({});
            response.cut = http::Cut::Everything;
            return response;
        }
        const bool limited = fault.kind == FaultKind::RateLimit;
        auto response = limited
            ? refused({ 429, "invalid_request_error", "rate_limit",
                "Request rate limit exceeded. Learn more about rate limits here "
                "https://stripe.com/docs/rate-limits.",
                "" })
            : refused({ fault.status, fault.type, fault.code, "The sandbox was told to answer so.", "" });
        if (limited) {
            response.headers.emplace_back("Stripe-Rate-Limited-Reason", "endpoint-rate");
        }
        if (!fault.shouldRetry.empty()) {
            response.headers.emplace_back("Stripe-Should-Retry", fault.shouldRetry);
        }
        if (!fault.retryAfter.empty()) {
            response.headers.emplace_back("Retry-After", fault.retryAfter);
        }
        return response;
    }

    http::Response refused(const Refusal &refusal) { return respond(errorAnswer(refusal)); }

    http::Response respond(const ApiAnswer &answer) const
    {
        http::Response response;
        response.status = answer.status;
        response.contentType = "application/json";
        response.body = compact(answer.body);
        response.headers = { { "Request-Id", m_requestId } };
        if (!m_version.empty()) {
            response.headers.emplace_back("Stripe-Version", m_version);
        }
        return response;
    }

    ApiServer &m_server;
    Engine &m_engine;
    const http::Request &m_request;
    std::unique_lock<std::mutex> m_lock;
    std::string m_requestId;
    std::string m_key;
    std::string m_version;
    bool m_changed = false;
};

ApiServer::ApiServer(Engine &engine, Changed changed)
    : m_engine(engine)
    , m_changed(std::move(changed))
    , m_routes(accountRoutes())
    , m_workers(workerThreads)
{
    for (const auto *kind : objectKinds()) {
        append(m_routes, resourceRoutes(*kind));
    }
}

ApiServer::~ApiServer()
{
    const std::scoped_lock lock(m_engine.mutex);
    m_ended = true;
    m_ending.notify_all();
}

void ApiServer::pause(std::unique_lock<std::mutex> &lock, int milliseconds)
{
    m_ending.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return m_ended; });
}

bool ApiServer::caughtUp()
{
    const std::scoped_lock lock(m_engine.mutex);
    Transaction transaction(m_engine, {});
    catchUp(transaction);
    const bool changes = !transaction.changesNothing();
    return changes && transaction.commit(); // what the disk refuses is tried again with the next request
}

void ApiServer::keepTime()
{
    if (caughtUp() && m_changed) {
        m_changed();
    }
}

std::pair<http::Response, bool> ApiServer::exchanged(const http::Request &request)
{
    Exchange exchange(*this, request);
    auto response = exchange.run();
    return { std::move(response), exchange.hasChanged() };
}

std::pair<http::Response, bool> ApiServer::controlled(const http::Request &request)
{
    const std::scoped_lock lock(m_engine.mutex);
    const bool page = request.path.starts_with("/pages/");
    return { page ? pageAnswer(m_engine, request) : controlAnswer(m_engine, request), true };
}

http::Response ApiServer::answer(const http::Request &request)
{
    keepTime();
    const bool control = request.path.starts_with("/sandbox/") || request.path.starts_with("/pages/");
    auto [response, changed] = control ? controlled(request) : exchanged(request);
    if (control) {
        keepTime(); // the clock may have been set forward
    }
    if (changed && m_changed) {
        m_changed(); // the engine is free again: who is told may look at it
    }
    return response;
}

std::vector<http::Route> ApiServer::httpRoutes()
{
    std::vector<http::Route> routes;
    for (const auto *method : { "GET", "POST", "DELETE", "PUT", "PATCH" }) {
        routes.push_back(
            { method, "/*", bodyLimit, false, [this](http::Request request, const http::Respond &respond) {
                 const auto shared = std::make_shared<http::Request>(std::move(request));
                 const bool taken = m_workers.run([this, shared, respond] { respond(answer(*shared)); });
                 if (!taken) {
                     respond(http::busy("busy", "The sandbox has too much to do."));
                 }
             } });
    }
    return routes;
}

} // namespace billhook::sandbox

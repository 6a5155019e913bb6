#pragma once

#include "services/http/message.h"
#include "services/sandbox/api/apiroutes.h"
#include "services/sandbox/api/idempotency.h"
#include "services/sandbox/api/workers.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace billhook::sandbox {

/**
 * Answers requests as Stripe's /v1 does: keys, versions, idempotent replays, routes, errors in Stripe's form.
 * What a call has changed is on the disk before it is answered. /sandbox/... controls the sandbox itself.
 */
class ApiServer final
{
public:
    using Changed = std::function<void()>;

    /** `changed` is called after every commit, on any thread. The engine must outlive this. */
    explicit ApiServer(Engine &engine, Changed changed = {});
    ApiServer(const ApiServer &) = delete;
    ApiServer &operator=(const ApiServer &) = delete;
    ~ApiServer();

    /** Lets happen what has become due. From any thread. */
    void keepTime();

    /** From any thread; blocks as long as a fault says. */
    http::Response answer(const http::Request &request);

    /** Routes for http::Server that lead everything here; this must outlive the server. */
    std::vector<http::Route> httpRoutes();

private:
    class Exchange;

    /** Waits without holding up others; returns early when the server ends. */
    void pause(std::unique_lock<std::mutex> &lock, int milliseconds);
    /** The answer, and whether the engine's state may have changed. */
    std::pair<http::Response, bool> exchanged(const http::Request &request);
    std::pair<http::Response, bool> controlled(const http::Request &request);

    bool caughtUp(); ///< whether anything has happened

    Engine &m_engine;
    Changed m_changed;
    std::vector<ApiRoute> m_routes;
    Idempotency m_idempotency;
    std::condition_variable m_ending;
    bool m_ended = false;
    Workers m_workers;
};

} // namespace billhook::sandbox

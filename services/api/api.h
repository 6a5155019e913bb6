#pragma once

#include "services/api/route.h"
#include "services/http/message.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::observability {
class Log;
} // namespace billhook::observability

namespace billhook::api {

/** Every route there is, one file a group. */
const std::vector<ApiRoute> &routeTable();

struct ApiOptions
{
    std::string databaseUrl;
    int workers = 4; ///< threads, each with a session of its own
    int mostWaiting = 512; ///< requests; beyond: 503
    int requestsPerSecond = 0; ///< of one token; 0: as many as it likes
    bool reachesStripe = false; ///< there is a key
    std::function<void()> wakeOperations = [] {}; ///< called when one was begun; any thread
};

/**
 * The REST API (api.md): finds out who calls, refuses in one order, runs the handler in a transaction on a
 * worker thread, and keeps answers for those who repeat a request. Handlers know none of that.
 */
class Api final
{
public:
    Api(ApiOptions options, observability::Log &log);
    Api(const Api &) = delete;
    Api &operator=(const Api &) = delete;
    ~Api(); ///< what has begun is finished

    /** A request for one of the table's routes; on an I/O thread. */
    void hurry(); ///< from now on nothing waits for its operation: 202. Any thread

    void take(const ApiRoute &route, http::Request request, http::Respond respond);

private:
    class Private;
    std::unique_ptr<Private> d;
};

/** The table for the HTTP server. `api` is asked with every request; while it gives none the answer is 503.
 */
std::vector<http::Route> httpRoutes(const std::vector<ApiRoute> &table, const std::function<Api *()> &api);

} // namespace billhook::api

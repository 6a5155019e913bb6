#pragma once

#include "services/sandbox/api/apianswer.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::sandbox {

/** One row of the route table. A path segment in braces stands for any text and becomes an argument. */
struct ApiRoute
{
    std::string method;
    std::string path; ///< such as /v1/webhook_endpoints/{id}
    std::function<Attempt<QJsonObject>(ApiCall &)> handler;
};

struct ApiRouteMatch
{
    const ApiRoute *route = nullptr;
    std::vector<std::string> arguments;
};

/** Finds the first row for a method and an undecoded path; no route when there is none. */
ApiRouteMatch matchRoute(const std::vector<ApiRoute> &routes, std::string_view method, std::string_view path);

} // namespace billhook::sandbox

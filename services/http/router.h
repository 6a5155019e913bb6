#pragma once

#include "services/http/message.h"

#include <string>
#include <string_view>
#include <vector>

namespace billhook::http {

/** What the route table says about a method and a path. */
struct RouteMatch
{
    const Route *route = nullptr; ///< none: 404, or 405 when `allow` is not empty
    std::string allow; ///< the methods this path has, for the Allow header; filled only without a route
};

/** The route table; immutable, read from every I/O thread. Exact paths win over named ones, those over
 * prefixes; GET serves HEAD too. */
class Router final
{
public:
    explicit Router(std::vector<Route> routes);

    RouteMatch match(std::string_view method, std::string_view path) const;

private:
    const Route *find(std::string_view method, std::string_view path) const;

    std::vector<Route> m_routes; ///< in the order in which they are tried
};

} // namespace billhook::http

#include "services/http/router.h"

#include <algorithm>
#include <set>
#include <utility>

namespace billhook::http {

namespace {

bool isPrefix(const Route &route)
{
    return route.path.ends_with("/*");
}

bool covers(const Route &route, std::string_view path)
{
    if (!isPrefix(route)) {
        return route.path == path;
    }
    return path.starts_with(std::string_view(route.path).substr(0, route.path.size() - 1));
}

} // namespace

Router::Router(std::vector<Route> routes)
    : m_routes(std::move(routes))
{
    std::stable_sort(m_routes.begin(), m_routes.end(), [](const Route &left, const Route &right) {
        if (isPrefix(left) != isPrefix(right)) {
            return !isPrefix(left);
        }
        return isPrefix(left) && left.path.size() > right.path.size();
    });
}

const Route *Router::find(std::string_view method, std::string_view path) const
{
    const auto found = std::find_if(m_routes.begin(), m_routes.end(),
        [&](const Route &route) { return route.method == method && covers(route, path); });
    return found == m_routes.end() ? nullptr : &*found;
}

RouteMatch Router::match(std::string_view method, std::string_view path) const
{
    RouteMatch match;
    match.route = find(method, path);
    if (match.route == nullptr && method == "HEAD") {
        match.route = find("GET", path);
    }
    if (match.route != nullptr) {
        return match;
    }
    std::set<std::string_view> methods;
    for (const Route &route : m_routes) {
        if (covers(route, path)) {
            methods.insert(route.method);
        }
    }
    if (methods.contains("GET")) {
        methods.insert("HEAD");
    }
    for (const auto allowed : methods) {
        match.allow += match.allow.empty() ? "" : ", ";
        match.allow += allowed;
    }
    return match;
}

} // namespace billhook::http

#include "services/http/router.h"

#include <algorithm>
#include <set>
#include <utility>

namespace billhook::http {

namespace {

/** In the order in which they are tried. */
enum class Kind
{
    Exact,
    Named, ///< with {names}
    Prefix
};

Kind kindOf(const Route &route)
{
    if (route.path.ends_with("/*")) {
        return Kind::Prefix;
    }
    return route.path.find('{') == std::string::npos ? Kind::Exact : Kind::Named;
}

std::string_view takeSegment(std::string_view &rest)
{
    const auto slash = rest.find('/');
    const auto segment = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    return segment;
}

bool coversNamed(std::string_view pattern, std::string_view path)
{
    if (std::count(pattern.begin(), pattern.end(), '/') != std::count(path.begin(), path.end(), '/')) {
        return false;
    }
    while (!pattern.empty()) {
        const auto wanted = takeSegment(pattern);
        const auto given = takeSegment(path);
        if (wanted.starts_with('{') ? given.empty() : wanted != given) {
            return false;
        }
    }
    return path.empty();
}

bool covers(const Route &route, std::string_view path)
{
    switch (kindOf(route)) {
    case Kind::Exact:
        return route.path == path;
    case Kind::Named:
        return coversNamed(route.path, path);
    case Kind::Prefix:
        break;
    }
    return path.starts_with(std::string_view(route.path).substr(0, route.path.size() - 1));
}

} // namespace

Router::Router(std::vector<Route> routes)
    : m_routes(std::move(routes))
{
    std::stable_sort(m_routes.begin(), m_routes.end(), [](const Route &left, const Route &right) {
        if (kindOf(left) != kindOf(right)) {
            return kindOf(left) < kindOf(right);
        }
        return kindOf(left) == Kind::Prefix && left.path.size() > right.path.size();
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

#include "services/sandbox/api/apiroutes.h"

#include <algorithm>
#include <optional>

namespace billhook::sandbox {

namespace {

std::vector<std::string_view> segments(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        path.remove_prefix(1); // the slash
        const auto end = std::min(path.find('/'), path.size());
        parts.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return parts;
}

/** The arguments when the path fits the pattern. */
std::optional<std::vector<std::string>> fit(std::string_view pattern, std::string_view path)
{
    const auto wanted = segments(pattern);
    const auto given = segments(path);
    if (wanted.size() != given.size()) {
        return std::nullopt;
    }
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i].starts_with('{')) {
            if (wanted[i] != given[i]) {
                return std::nullopt;
            }
            continue;
        }
        const auto argument = decodeForm(given[i]);
        if (!argument || argument->empty()) {
            return std::nullopt;
        }
        arguments.push_back(*argument);
    }
    return arguments;
}

} // namespace

ApiRouteMatch matchRoute(const std::vector<ApiRoute> &routes, std::string_view method, std::string_view path)
{
    for (const auto &route : routes) {
        if (route.method != method) {
            continue;
        }
        if (auto arguments = fit(route.path, path)) {
            return { &route, std::move(*arguments) };
        }
    }
    return {};
}

} // namespace billhook::sandbox

#include "services/stripeclient/request.h"

namespace billhook::stripeclient {

std::string_view methodName(Method method)
{
    switch (method) {
    case Method::Get:
        return "GET";
    case Method::Post:
        return "POST";
    case Method::Delete:
        return "DELETE";
    }
    return {};
}

std::string Request::path() const
{
    constexpr std::string_view place = "{id}";
    std::string path = endpoint;
    if (const auto at = path.find(place); at != std::string::npos) {
        path.replace(at, place.size(), pathEncoded(id));
    }
    return path;
}

std::string Request::target() const
{
    if (method == Method::Post || form.empty()) {
        return path();
    }
    return path() + "?" + form.encoded();
}

std::string Request::body() const
{
    return method == Method::Post ? form.encoded() : std::string();
}

} // namespace billhook::stripeclient

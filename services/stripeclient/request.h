#pragma once

#include "services/stripeclient/form.h"

#include <string>
#include <string_view>

namespace billhook::stripeclient {

enum class Method
{
    Get,
    Post,
    Delete
};

std::string_view methodName(Method method); ///< "GET", "POST", "DELETE"

/** One call, as data: what is stored of a step and what a dry run shows. */
struct Request
{
    Method method = Method::Get;
    std::string endpoint; ///< "/v1/products/{id}": what Stripe counts its rate by
    std::string id{}; ///< takes the place of {id}
    Form form{};
    std::string idempotencyKey{}; ///< of a POST, at most 255 characters; the same for all its attempts

    std::string path() const; ///< the endpoint with its id, percent-encoded
    std::string target() const; ///< the path, with the query of a GET or DELETE
    std::string body() const; ///< of a POST, else empty

    bool operator==(const Request &) const = default;
};

} // namespace billhook::stripeclient

#pragma once

#include "services/stripeclient/request.h"

#include <optional>
#include <string>

namespace billhook::stripeclient {

/** What is to be set; what is absent stays as it is. */
struct ProductFields
{
    std::optional<std::string> name{};
    std::optional<std::string> description{}; ///< "" clears it
    std::optional<bool> active{};
    std::optional<std::string> defaultPrice{};
    Metadata metadata{};
};

struct ProductFilter
{
    std::optional<bool> active{};
    std::optional<std::int64_t> createdSince{}; ///< seconds since 1970, this second included
    int limit = 100;
};

Request createProduct(const ProductFields &fields, std::string idempotencyKey);
Request updateProduct(std::string id, const ProductFields &fields, std::string idempotencyKey);
Request retrieveProduct(std::string id);
Request listProducts(const ProductFilter &filter);

} // namespace billhook::stripeclient

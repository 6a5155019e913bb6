#pragma once

#include "models/domain/money.h"
#include "services/stripeclient/request.h"

#include <optional>
#include <string>

namespace billhook::stripeclient {

struct NewPrice
{
    std::string product;
    domain::Money amount;
    std::string interval; ///< day, week, month, year
    int intervalCount = 1;
    std::optional<std::string> nickname{};
    std::optional<std::string> lookupKey{};
    bool transferLookupKey = false; ///< takes the lookup key from the price that has it
    Metadata metadata{};
};

/** What of a price can change after it was made; its amount cannot. */
struct PriceChange
{
    std::optional<bool> active{}; ///< false archives it
    std::optional<std::string> nickname{}; ///< "" clears it
    std::optional<std::string> lookupKey{};
    bool transferLookupKey = false;
    Metadata metadata{};
};

struct PriceFilter
{
    std::optional<std::string> product{};
    std::optional<bool> active{};
    std::vector<std::string> lookupKeys{};
    std::optional<std::int64_t> createdSince{}; ///< seconds since 1970, this second included
    int limit = 100;
};

Request createPrice(const NewPrice &price, std::string idempotencyKey);
Request updatePrice(std::string id, const PriceChange &change, std::string idempotencyKey);
Request retrievePrice(std::string id); ///< with its tiers
Request listPrices(const PriceFilter &filter); ///< with their tiers

} // namespace billhook::stripeclient

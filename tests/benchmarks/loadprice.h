#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace billhook::benchmarks {

/** One of the company's plans, as it is sold in one currency by the month or the year. */
struct LoadPrice
{
    std::size_t plan = 0;
    std::size_t currency = 0; ///< index of currencies
    bool yearly = false;

    std::string id() const;
    std::string productId() const;
    std::int64_t amount() const; ///< minor units a period
    std::string json() const;
    bool operator==(const LoadPrice &) const = default;
};

constexpr std::size_t planCount = 5;
constexpr std::size_t currencyCount = 3;
std::string_view planName(std::size_t plan);
std::string_view currencyCode(std::size_t currency);

} // namespace billhook::benchmarks

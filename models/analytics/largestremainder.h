#pragma once

#include "models/domain/int128.h"

#include <cstddef>
#include <span>
#include <vector>

namespace billhook::analytics {

struct Shares
{
    std::vector<domain::Int128> shares;
    std::size_t next = 0; ///< the part that would get the next unit
};

/**
 * Rounds each numerators[i] / denominator to a whole share so that they sum to `total`: all rounded down,
 * then one more for the largest remainders, ties to the earlier part. Parts of 0 stay 0 while any other can
 * take the unit. `numerators` must not be empty, `denominator` is above 0.
 */
Shares largestRemainder(
    std::span<const domain::Int128> numerators, domain::Int128 denominator, domain::Int128 total);

} // namespace billhook::analytics

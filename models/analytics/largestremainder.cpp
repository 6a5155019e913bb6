#include "models/analytics/largestremainder.h"

#include <algorithm>
#include <numeric>

namespace billhook::analytics {

using domain::Int128;

Shares largestRemainder(std::span<const Int128> numerators, Int128 denominator, Int128 total)
{
    Shares result;
    std::vector<Int128> remainders;
    Int128 left = total;
    for (const Int128 numerator : numerators) {
        Int128 share = numerator / denominator;
        Int128 remainder = numerator % denominator;
        if (remainder < 0) {
            share -= 1;
            remainder += denominator;
        }
        result.shares.push_back(share);
        remainders.push_back(numerator == 0 ? Int128{ -1 } : remainder);
        left -= share;
    }
    std::vector<std::size_t> order(numerators.size());
    std::iota(order.begin(), order.end(), std::size_t{ 0 });
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t first, std::size_t second) { return remainders[first] > remainders[second]; });
    const auto empty
        = static_cast<std::size_t>(std::count(remainders.begin(), remainders.end(), Int128{ -1 }));
    const std::size_t takers = empty == order.size() ? empty : order.size() - empty;
    std::size_t turn = 0;
    for (; left > 0; --left) {
        result.shares[order[turn % takers]] += 1;
        ++turn;
    }
    result.next = order[turn % takers];
    for (; left < 0; ++left) { // only where rounding crossed zero
        result.shares[order[takers - 1 - turn % takers]] -= 1;
        ++turn;
    }
    return result;
}

} // namespace billhook::analytics

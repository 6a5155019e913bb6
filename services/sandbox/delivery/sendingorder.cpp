#include "services/sandbox/delivery/sendingorder.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace billhook::sandbox {

std::vector<std::size_t> sendingOrder(std::size_t count, const SendingOptions &options, Random random)
{
    constexpr int duplicatePermille = 40;
    const auto window = options.inOrder ? 0 : static_cast<std::int64_t>(options.window);
    std::vector<std::pair<std::int64_t, std::size_t>> places;
    places.reserve(count + count / 20);
    for (std::size_t index = 0; index < count; ++index) {
        const auto place = static_cast<std::int64_t>(index);
        places.emplace_back(place + random.between(0, window), index);
        if (options.duplicates && random.chance(duplicatePermille)) {
            places.emplace_back(place + random.between(0, 2 * window + 1), index);
        }
    }
    std::stable_sort(
        places.begin(), places.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<std::size_t> order;
    order.reserve(places.size());
    for (const auto &place : places) {
        order.push_back(place.second);
    }
    return order;
}

} // namespace billhook::sandbox

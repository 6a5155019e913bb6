#pragma once

#include "models/analytics/timeline.h"
#include "tests/support/lifecycle.h"
#include "tests/support/seededrandom.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace billhook::support {

/** The seed of all generated histories of these tests. */
inline constexpr std::uint64_t historySeed = 20240229;

using Facts = std::vector<domain::Fact>;

/** The facts of each subscription of one customer, as they arrived. */
using Arrivals = std::vector<Facts>;

inline Arrivals arrivalsOf(const Lifecycle &lifecycle)
{
    Arrivals arrivals;
    for (const auto &subscription : lifecycle.subscriptions) {
        arrivals.push_back(subscription.facts);
    }
    return arrivals;
}

inline void duplicateSome(Arrivals &arrivals, SeededRandom &random)
{
    for (auto &facts : arrivals) {
        const auto count = facts.size();
        for (std::size_t position = 0; position < count; ++position) {
            if (random.percent(25)) {
                facts.push_back(facts[position]);
            }
        }
    }
}

inline void shuffle(Arrivals &arrivals, SeededRandom &random)
{
    for (auto &facts : arrivals) {
        for (std::size_t left = facts.size(); left > 1; --left) {
            const auto other = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(left)));
            std::swap(facts[left - 1], facts[other]);
        }
    }
}

inline std::vector<TrueRevision> revisionsOf(const std::vector<analytics::TimelineEntry> &entries)
{
    std::vector<TrueRevision> result;
    result.reserve(entries.size());
    for (const auto &entry : entries) {
        result.push_back({ entry.eff, *entry.state });
    }
    return result;
}

template <typename Visit> void forEachHistory(int count, const LifecycleOptions &options, Visit visit)
{
    for (int number = 0; number < count; ++number) {
        const auto lifecycle = makeLifecycle(historySeed + static_cast<std::uint64_t>(number), options);
        for (const auto &history : lifecycle.subscriptions) {
            visit(history);
        }
    }
}

} // namespace billhook::support

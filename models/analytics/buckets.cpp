#include "models/analytics/buckets.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace billhook::analytics {

using domain::Fact;
using domain::Observation;

namespace {

/** Any total order will do among facts that claim one event id; it only must not be the order of arrival. */
bool isLessContent(const Fact &left, const Fact &right)
{
    const auto key = [](const Fact &fact) {
        return std::tie(fact.created, fact.phase, fact.kind, fact.eventType, fact.requestId, fact.post.fields,
            fact.listed);
    };
    const auto leftKey = key(left);
    const auto rightKey = key(right);
    if (leftKey != rightKey) {
        return leftKey < rightKey;
    }
    if (left.pre && right.pre) {
        return left.pre->fields < right.pre->fields;
    }
    return !left.pre && right.pre;
}

} // namespace

std::vector<const Fact *> distinctFacts(std::span<const Fact> facts)
{
    std::vector<const Fact *> result;
    result.reserve(facts.size());
    for (const auto &fact : facts) {
        result.push_back(&fact);
    }
    std::sort(result.begin(), result.end(), [](const Fact *left, const Fact *right) {
        const auto byId = left->eventId.compare(right->eventId);
        return byId != 0 ? byId < 0 : isLessContent(*left, *right);
    });
    const auto copies = std::unique(result.begin(), result.end(),
        [](const Fact *left, const Fact *right) { return left->eventId == right->eventId; });
    result.erase(copies, result.end());
    std::stable_sort(result.begin(), result.end(), [](const Fact *left, const Fact *right) {
        return std::tie(left->phase, left->created) < std::tie(right->phase, right->created);
    });
    return result;
}

std::vector<Bucket> bucketsOf(const std::vector<const Fact *> &facts, StateIndex &states)
{
    std::vector<Bucket> buckets;
    for (const auto *fact : facts) {
        if (buckets.empty() || buckets.back().phase != fact->phase || buckets.back().time != fact->created) {
            buckets.push_back({ fact->phase, fact->created, {}, {} });
        }
        const auto pre = fact->pre ? states.idOf(*fact->pre) : unknownState;
        buckets.back().events.push_back({ fact, pre, states.idOf(fact->post) });
    }
    for (auto &bucket : buckets) {
        if (bucket.events.size() > 1) {
            bucket.events = collapseTwins(std::move(bucket.events));
        }
        bucket.starts = startsOf(bucket.events, states);
    }
    return buckets;
}

std::vector<Sighting> sightingsOf(std::span<const Observation> observations, StateIndex &states)
{
    std::vector<Sighting> result;
    result.reserve(observations.size());
    for (const auto &observation : observations) {
        result.push_back({ &observation, states.idOf(observation.state) });
    }
    const auto key = [](const Sighting &sighting) {
        const auto &read = *sighting.observation;
        return std::tie(read.low, read.id, read.high);
    };
    std::sort(result.begin(), result.end(), [&key](const Sighting &left, const Sighting &right) {
        const auto leftKey = key(left);
        const auto rightKey = key(right);
        return leftKey != rightKey ? leftKey < rightKey
                                   : left.observation->state.fields < right.observation->state.fields;
    });
    return result;
}

} // namespace billhook::analytics

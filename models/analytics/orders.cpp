#include "models/analytics/orders.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

namespace billhook::analytics {

namespace {

using domain::FactKind;

/** Trying all orders costs 2^n; a second with more distinct changes is solved by counting instead. */
constexpr std::size_t largestEnumerated = 9;

bool agreesOn(std::span<const std::string_view> fields, const domain::State &left, const domain::State &right)
{
    return std::all_of(fields.begin(), fields.end(),
        [&left, &right](std::string_view field) { return agreeOn(field, left, right); });
}

bool agreesOnListed(const domain::State &before, const domain::Fact &fact)
{
    return std::all_of(fact.listed.begin(), fact.listed.end(),
        [&before, &fact](const std::string &field) { return agreeOn(field, before, *fact.pre); });
}

bool boundaryAllowsEnd(const Event &last, const Boundary &boundary, const StateIndex &states)
{
    return boundary.next.empty()
        || std::any_of(boundary.next.begin(), boundary.next.end(),
            [&](const Event &next) { return canFollow(last.post, next, boundary.strictness, states); });
}

using Mask = std::uint32_t;

constexpr Mask bit(std::size_t position)
{
    return Mask{ 1 } << position;
}

/** For each event the set of events that can stand directly before it. */
std::vector<Mask> predecessors(std::span<const Event> bucket, Strictness strictness, const StateIndex &states)
{
    std::vector<Mask> result(bucket.size(), 0);
    for (std::size_t before = 0; before < bucket.size(); ++before) {
        for (std::size_t after = 0; after < bucket.size(); ++after) {
            if (before != after && canFollow(bucket[before].post, bucket[after], strictness, states)) {
                result[after] |= bit(before);
            }
        }
    }
    return result;
}

/** Dynamic programming over subsets: ends[s] = the events that can be last once exactly those of s have
 * happened. */
Mask endsOfAllOrders(std::span<const Event> bucket, const Boundary &boundary, const StateIndex &states)
{
    const auto before = predecessors(bucket, boundary.strictness, states);
    std::vector<Mask> ends(std::size_t{ 1 } << bucket.size(), 0);
    for (std::size_t event = 0; event < bucket.size(); ++event) {
        if (canFollow(boundary.anchor, bucket[event], boundary.strictness, states)) {
            ends[bit(event)] = bit(event);
        }
    }
    for (Mask happened = 1; happened < ends.size(); ++happened) {
        for (std::size_t event = 0; event < bucket.size(); ++event) {
            if ((happened & bit(event)) != 0 && (ends[happened & ~bit(event)] & before[event]) != 0) {
                ends[happened] |= bit(event);
            }
        }
    }
    return ends.back();
}

/** A change from one state to another; a witness stays where it is. */
struct Step
{
    StateId from = unknownState;
    StateId to = unknownState;
};

/** The bucket as steps, or nothing when an event's place cannot be told. */
std::optional<std::vector<Step>> stepsOf(
    std::span<const Event> bucket, const Boundary &boundary, const StateIndex &states)
{
    std::vector<Step> steps;
    bool isAnchorUsed = false;
    for (const auto &event : bucket) {
        const auto pre = states.likenessOf(event.pre);
        const auto post = states.likenessOf(event.post);
        if (pre != unknownState) {
            steps.push_back({ pre, post });
        } else if (event.fact->kind == FactKind::Witness) {
            if (boundary.strictness == Strictness::Strict) {
                steps.push_back({ post, post });
            }
        } else {
            const bool canBeFirst = event.fact->kind == FactKind::Deleted && boundary.anchor != unknownState
                && !isAnchorUsed && canFollow(boundary.anchor, event, boundary.strictness, states);
            if (!canBeFirst) {
                return std::nullopt;
            }
            isAnchorUsed = true;
            steps.push_back({ states.likenessOf(boundary.anchor), post });
        }
    }
    return steps;
}

bool isReachedFrom(StateId start, const std::vector<Step> &steps)
{
    std::set<StateId> reached{ start };
    for (bool grows = true; grows;) {
        grows = false;
        for (const auto &step : steps) {
            grows = (reached.contains(step.from) && reached.insert(step.to).second) || grows;
        }
    }
    return std::all_of(
        steps.begin(), steps.end(), [&reached](const Step &step) { return reached.contains(step.from); });
}

/** Where a walk over all steps ends: the state entered once more than left; a closed walk ends at the anchor.
 */
std::optional<StateId> trailEnd(const std::vector<Step> &steps, StateId anchor)
{
    std::map<StateId, int> entered;
    for (const auto &step : steps) {
        --entered[step.from];
        ++entered[step.to];
    }
    if (anchor != unknownState) {
        ++entered[anchor];
    }
    StateId start = anchor;
    StateId end = unknownState;
    for (const auto &[state, surplus] : entered) {
        if (surplus == 1 && end == unknownState) {
            end = state;
        } else if (surplus == -1 && start == unknownState) {
            start = state;
        } else if (surplus != 0) {
            return std::nullopt;
        }
    }
    if (start == unknownState || end == unknownState || !isReachedFrom(start, steps)) {
        return std::nullopt;
    }
    return end;
}

/** As lastEvents(), by counting how often each state is entered and left: believes complete previous values
 * only. */
std::vector<Event> lastEventsByCounting(
    std::span<const Event> bucket, const Boundary &boundary, const StateIndex &states)
{
    std::vector<Event> result;
    if (boundary.strictness == Strictness::Loose) {
        return result;
    }
    const auto steps = stepsOf(bucket, boundary, states);
    const auto end = steps ? trailEnd(*steps, states.likenessOf(boundary.anchor)) : std::nullopt;
    if (end) {
        std::copy_if(bucket.begin(), bucket.end(), std::back_inserter(result), [&](const Event &event) {
            return states.likenessOf(event.post) == *end && boundaryAllowsEnd(event, boundary, states);
        });
    }
    return result;
}

/** How much more often each state, or one like it, is left than entered. */
std::map<StateId, int> departures(std::span<const Event> bucket, const StateIndex &states)
{
    std::map<StateId, int> result;
    for (const auto &event : bucket) {
        if (event.pre != unknownState) {
            ++result[states.likenessOf(event.pre)];
        }
        if (event.fact->kind != FactKind::Witness) {
            --result[states.likenessOf(event.post)];
        }
    }
    return result;
}

bool hidesItsStart(const Event &event)
{
    return event.pre == unknownState
        && (event.fact->kind == FactKind::Updated || event.fact->kind == FactKind::Created);
}

} // namespace

bool canFollow(StateId before, const Event &event, Strictness strictness, const StateIndex &states)
{
    if (before == unknownState) {
        return true;
    }
    if (event.pre != unknownState) {
        return states.likenessOf(before) == states.likenessOf(event.pre)
            || (strictness == Strictness::Loose && agreesOnListed(states.state(before), *event.fact));
    }
    if (event.fact->kind == FactKind::Witness) {
        return strictness != Strictness::Strict || states.likenessOf(before) == states.likenessOf(event.post);
    }
    if (event.fact->kind == FactKind::Deleted) {
        static constexpr std::string_view lasting[] = { "items", "discounts", "metadata" };
        return strictness == Strictness::Loose || event.fact->isBareEnd()
            || agreesOn(lasting, states.state(before), states.state(event.post));
    }
    return true;
}

std::vector<Event> collapseTwins(std::vector<Event> events)
{
    const auto change = [](const Event &event) {
        return std::tie(event.fact->eventType, event.pre, event.post, event.fact->requestId);
    };
    std::sort(events.begin(), events.end(), [&change](const Event &left, const Event &right) {
        const auto leftChange = change(left);
        const auto rightChange = change(right);
        return leftChange != rightChange ? leftChange < rightChange
                                         : left.fact->eventId < right.fact->eventId;
    });
    const auto twins = std::unique(events.begin(), events.end(),
        [&change](const Event &left, const Event &right) { return change(left) == change(right); });
    events.erase(twins, events.end());
    return events;
}

std::vector<Event> startsOf(std::span<const Event> bucket, const StateIndex &states)
{
    std::vector<Event> starts;
    if (std::any_of(bucket.begin(), bucket.end(), hidesItsStart)) {
        return starts;
    }
    const auto left = departures(bucket, states);
    std::copy_if(bucket.begin(), bucket.end(), std::back_inserter(starts), [&](const Event &event) {
        return event.fact->kind == FactKind::Deleted
            || (event.pre != unknownState && left.at(states.likenessOf(event.pre)) > 0);
    });
    if (starts.empty()) {
        std::copy_if(bucket.begin(), bucket.end(), std::back_inserter(starts),
            [](const Event &event) { return event.pre != unknownState; });
    }
    return starts;
}

std::vector<Event> lastEvents(
    std::span<const Event> bucket, const Boundary &boundary, const StateIndex &states)
{
    if (bucket.size() > largestEnumerated) {
        return lastEventsByCounting(bucket, boundary, states);
    }
    const auto ends = endsOfAllOrders(bucket, boundary, states);
    std::vector<Event> result;
    for (std::size_t event = 0; event < bucket.size(); ++event) {
        if ((ends & bit(event)) != 0 && boundaryAllowsEnd(bucket[event], boundary, states)) {
            result.push_back(bucket[event]);
        }
    }
    return result;
}

} // namespace billhook::analytics

#include "models/analytics/timelinehead.h"

#include "models/analytics/orders.h"
#include "models/analytics/stateindex.h"

#include <algorithm>
#include <tuple>

namespace billhook::analytics {

namespace {

using domain::Fact;
using domain::FactKind;
using domain::Phase;

std::int64_t effectiveTime(const Fact &fact)
{
    const auto limit = fact.phase == Phase::Terminal ? fact.post.integer("ended_at") : std::nullopt;
    return limit ? std::min(fact.created, *limit) : fact.created;
}

/** Whether previous values and what a deletion keeps fit the state before, so that there is no gap to mark.
 */
bool fits(const domain::State &before, const Fact &fact)
{
    StateIndex states;
    const auto anchor = states.idOf(before);
    const Event event{ &fact, fact.pre ? states.idOf(*fact.pre) : unknownState, states.idOf(fact.post) };
    return fact.kind == FactKind::Witness || canFollow(anchor, event, Strictness::Strict, states);
}

} // namespace

std::optional<TimelineHead> headOf(std::span<const domain::Fact> facts,
    std::span<const domain::Observation> observations, std::span<const TimelineEntry> entries)
{
    if (facts.empty() || entries.empty()) {
        return std::nullopt;
    }
    const auto second = [](const Fact &fact) { return std::tie(fact.phase, fact.created); };
    const auto last = *std::max_element(facts.begin(), facts.end(),
        [&second](const Fact &left, const Fact &right) { return second(left) < second(right); });
    TimelineHead head{ entries.back(), last.phase, last.created, true, !observations.empty() };
    for (const auto &fact : facts) {
        head.latestFact = std::max(head.latestFact, fact.created);
        head.hasOneState = head.hasOneState && (second(fact) != second(last) || fact.post == last.post);
    }
    return head;
}

bool canAppend(const TimelineHead &head, const domain::Fact &fact)
{
    if (head.hasObservations || head.phase == Phase::Terminal || fact.kind == FactKind::Created
        || fact.phase < head.phase) {
        return false;
    }
    const auto earliest = std::max(head.latestFact, head.entry.eff);
    if (fact.created <= head.latestFact || effectiveTime(fact) <= earliest) {
        return false;
    }
    // Previous values that name the head's state cannot make another event of its second the last one.
    const bool confirmsHead = head.entry.quality == Quality::Exact && fact.pre.has_value();
    return (head.hasOneState || confirmsHead) && fits(*head.entry.state, fact);
}

std::optional<TimelineEntry> appendedEntry(const TimelineHead &head, const domain::Fact &fact)
{
    const bool isDeleted = head.entry.deleted || fact.kind == FactKind::Deleted;
    if (fact.post == *head.entry.state && isDeleted == head.entry.deleted) {
        return std::nullopt;
    }
    return TimelineEntry{ effectiveTime(fact), &fact.post, Quality::Exact, fact.eventId, isDeleted, false,
        false };
}

} // namespace billhook::analytics

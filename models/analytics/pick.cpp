#include "models/analytics/pick.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace billhook::analytics {

namespace {

using Events = std::vector<Event>;

struct Attempt
{
    Strictness strictness = Strictness::Strict;
    bool usesAnchor = true;
    bool usesNext = true;
};

/** From what is believed most to what is believed least. */
constexpr std::array<Attempt, 9> attempts{ {
    { Strictness::Strict, true, true },
    { Strictness::Mid, true, true },
    { Strictness::Loose, true, true },
    { Strictness::Strict, false, true },
    { Strictness::Strict, true, false },
    { Strictness::Loose, false, true },
    { Strictness::Loose, true, false },
    { Strictness::Strict, false, false },
    { Strictness::Loose, false, false },
} };

struct Candidates
{
    Events events;
    Strictness strictness = Strictness::Loose; ///< what had to be believed to find them
    bool contradictAnchor = false;
};

bool hasLessId(const Event &left, const Event &right)
{
    return left.fact->eventId < right.fact->eventId;
}

Event leastId(std::span<const Event> events)
{
    return *std::min_element(events.begin(), events.end(), hasLessId);
}

bool haveOneState(std::span<const Event> events)
{
    return !events.empty() && std::all_of(events.begin(), events.end(), [&events](const Event &event) {
        return event.post == events[0].post;
    });
}

/** Whether the state before decided among several ends although it was a guess. */
bool restsOnGuess(const Second &second, Boundary boundary, const StateIndex &states)
{
    if (second.isAnchorSure || boundary.anchor == unknownState) {
        return false;
    }
    boundary.anchor = unknownState;
    return !haveOneState(lastEvents(second.events, boundary, states));
}

Candidates candidatesOf(const Second &second, const StateIndex &states)
{
    for (const auto &attempt : attempts) {
        const Boundary boundary{ attempt.strictness, attempt.usesAnchor ? second.anchor : unknownState,
            attempt.usesNext ? second.next : std::span<const Event>() };
        auto last = lastEvents(second.events, boundary, states);
        if (!last.empty()) {
            const bool isGuess = restsOnGuess(second, boundary, states);
            return { std::move(last), isGuess ? Strictness::Loose : attempt.strictness,
                !attempt.usesAnchor && second.anchor != unknownState };
        }
    }
    return { Events(second.events.begin(), second.events.end()), Strictness::Loose, false };
}

std::optional<Event> seenAmong(const Events &candidates, const Second &second)
{
    Events seen;
    const auto search = [&](bool isAfterSecond) {
        for (const auto &sighting : second.sightings) {
            if ((sighting.observation->low > second.time) == isAfterSecond && seen.empty()) {
                std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(seen),
                    [&sighting](const Event &event) { return event.post == sighting.state; });
            }
        }
    };
    search(/*isAfterSecond=*/true);
    // A read within the second may have met a state in its middle, so it counts only if there is no later
    // one.
    search(/*isAfterSecond=*/false);
    return seen.empty() ? std::nullopt : std::optional(leastId(seen));
}

/** What only grows while an object lives. */
std::pair<std::int64_t, std::int64_t> progressOf(const Event &event, const StateIndex &states)
{
    const auto &state = states.state(event.post);
    constexpr auto absent = std::numeric_limits<std::int64_t>::min();
    return { state.integer("current_period_start").value_or(absent),
        state.integer("attempt_count").value_or(absent) };
}

Events furthest(const Events &candidates, const StateIndex &states)
{
    auto best = progressOf(candidates.front(), states);
    for (const auto &candidate : candidates) {
        best = std::max(best, progressOf(candidate, states));
    }
    Events result;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(result),
        [&](const Event &candidate) { return progressOf(candidate, states) == best; });
    return result;
}

} // namespace

Pick pick(const Second &second, const StateIndex &states)
{
    if (haveOneState(second.events)) {
        return { leastId(second.events), Quality::Exact, false };
    }
    const auto candidates = candidatesOf(second, states);
    const auto answer = [&candidates](const Event &event, Quality quality) {
        return Pick{ event, quality, candidates.contradictAnchor };
    };
    const bool isAnyPreKnown = std::any_of(second.events.begin(), second.events.end(),
        [](const Event &event) { return event.pre != unknownState; });
    if (isAnyPreKnown && haveOneState(candidates.events)) {
        return answer(leastId(candidates.events),
            candidates.strictness == Strictness::Loose ? Quality::Inferred : Quality::Exact);
    }
    if (const auto seen = seenAmong(candidates.events, second)) {
        return answer(*seen, Quality::Observed);
    }
    const auto best = furthest(candidates.events, states);
    if (haveOneState(best)) {
        return answer(leastId(best), Quality::Hint);
    }
    return answer(*std::max_element(best.begin(), best.end(), hasLessId), Quality::Ambiguous);
}

} // namespace billhook::analytics

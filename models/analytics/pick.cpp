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

/** Readings of a second by itself, from the strictest. */
constexpr std::array<Attempt, 3> stricterAttempts{ {
    { Strictness::Strict, true, false },
    { Strictness::Mid, true, false },
    { Strictness::Strict, false, false },
} };

struct Candidates
{
    Events events;
    bool areProven = false; ///< complete previous values and everything known around the second lead to them
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

Boundary boundaryOf(const Second &second, const Attempt &attempt)
{
    return { attempt.strictness, attempt.usesAnchor ? second.anchor : unknownState,
        attempt.usesNext ? second.next : std::span<const Event>() };
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

/** An update that seems to change nothing: previous values that leave a change out look like it. */
bool isIdle(const Event &event, const StateIndex &states)
{
    return event.pre != unknownState && states.likenessOf(event.pre) == states.likenessOf(event.post);
}

/** Whether an idle update, of this second or the next, decided among several ends. */
bool restsOnIdleUpdate(const Second &second, Boundary boundary, const StateIndex &states)
{
    const auto isIdleHere = [&states](const Event &event) { return isIdle(event, states); };
    const bool isNextIdle = std::any_of(boundary.next.begin(), boundary.next.end(), isIdleHere);
    if (!isNextIdle && std::none_of(second.events.begin(), second.events.end(), isIdleHere)) {
        return false;
    }
    if (isNextIdle) {
        boundary.next = {};
    }
    Events events(second.events.begin(), second.events.end());
    for (auto &event : events) {
        event.pre = isIdle(event, states) ? unknownState : event.pre;
    }
    return !haveOneState(lastEvents(events, boundary, states));
}

/** Whether the attempt believes nothing that could be otherwise. A witness may carry any change, so only what
 * stood before holds it. */
bool isStrong(const Second &second, const Attempt &attempt)
{
    const bool knowsBefore = second.anchor != unknownState;
    return (attempt.strictness == Strictness::Strict
               || (attempt.strictness == Strictness::Mid && knowsBefore))
        && (attempt.usesAnchor || !knowsBefore) && (attempt.usesNext || second.next.empty());
}

/** Of candidates, those which are just what the next second's previous values say; all where none is. */
Events leadingToNext(Events candidates, const Second &second, const StateIndex &states)
{
    Events kept;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(kept), [&](const Event &candidate) {
        return std::any_of(second.next.begin(), second.next.end(), [&](const Event &next) {
            return next.pre != unknownState && canFollow(candidate.post, next, Strictness::Strict, states);
        });
    });
    return kept.empty() ? candidates : kept;
}

/** Of candidates that believing little leaves, those which a stricter reading allows: of what came next, then
 * of the second by itself. */
Events narrowed(Events candidates, const Second &second, const StateIndex &states)
{
    candidates = leadingToNext(std::move(candidates), second, states);
    for (const auto &attempt : stricterAttempts) {
        const auto allowed = lastEvents(second.events, boundaryOf(second, attempt), states);
        Events kept;
        std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(kept),
            [&allowed](const Event &candidate) {
                return std::any_of(allowed.begin(), allowed.end(),
                    [&candidate](const Event &last) { return last.post == candidate.post; });
            });
        if (!kept.empty()) {
            return kept;
        }
    }
    return candidates;
}

Candidates candidatesOf(const Second &second, const StateIndex &states)
{
    for (const auto &attempt : attempts) {
        const auto boundary = boundaryOf(second, attempt);
        auto last = lastEvents(second.events, boundary, states);
        if (last.empty()) {
            continue;
        }
        if (attempt.strictness == Strictness::Loose && !haveOneState(last)) {
            last = narrowed(std::move(last), second, states);
        }
        const bool isProven = isStrong(second, attempt) && !restsOnGuess(second, boundary, states)
            && !restsOnIdleUpdate(second, boundary, states);
        return { std::move(last), isProven, !attempt.usesAnchor && second.anchor != unknownState };
    }
    return { Events(second.events.begin(), second.events.end()), false, false };
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
        return answer(leastId(candidates.events), candidates.areProven ? Quality::Exact : Quality::Inferred);
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

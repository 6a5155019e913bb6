#include "models/analytics/timeline.h"

#include "models/analytics/buckets.h"
#include "models/analytics/orders.h"
#include "models/analytics/pick.h"
#include "models/analytics/stateindex.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace billhook::analytics {

namespace {

using domain::Fact;
using domain::FactKind;
using domain::Observation;
using domain::Phase;

/** A read may have been answered from a copy of Stripe's data that lags its events by as much. */
constexpr std::int64_t observationSlack = 5;

struct Entry
{
    std::int64_t eff = 0;
    StateId state = unknownState;
    Quality quality = Quality::Exact;
    const std::string *eventId = nullptr;
    bool isDeleted = false;
    bool hasGap = false;
    bool isAssumed = false;
};

bool isTerminal(const domain::State &state)
{
    static constexpr std::array<std::string_view, 4> ends{ R"("canceled")", R"("incomplete_expired")",
        R"("paid")", R"("void")" };
    return std::find(ends.begin(), ends.end(), state.raw("status")) != ends.end();
}

/** Some witnesses carry a change that no other event speaks of, such as invoice.finalized. */
bool isLedToByWitness(const Event &start, std::span<const Event> events, const StateIndex &states)
{
    return start.pre != unknownState && std::any_of(events.begin(), events.end(), [&](const Event &event) {
        return event.fact->kind == FactKind::Witness
            && states.likenessOf(event.post) == states.likenessOf(start.pre);
    });
}

class Fold final
{
public:
    Fold(std::span<const Fact> facts, std::span<const Observation> observations);
    std::vector<TimelineEntry> run();

private:
    void placeBucket(std::size_t position);
    std::vector<Sighting> sightingsAround(std::size_t position) const;
    std::int64_t effectiveTime(const Bucket &bucket, const domain::State &state) const;
    bool hasGapBefore(const Bucket &bucket) const;
    void endAt(Entry entry);
    void append(Entry entry);
    void placeSighting(const Sighting &sighting);
    bool isAbsorbed(const Sighting &sighting) const;
    void prependBirth();
    StateId birthState() const;
    void mergeEqualNeighbours();

    StateIndex m_states;
    std::vector<Bucket> m_buckets;
    std::vector<Sighting> m_sightings;
    std::optional<Pick> m_firstPick;
    std::vector<Entry> m_entries;
    StateId m_anchor = unknownState;
    bool m_isAnchorSure = true;
    std::int64_t m_latestFact = std::numeric_limits<std::int64_t>::min();
    bool m_hasCreated = false;
    bool m_isDeleted = false;
    bool m_isEnded = false;
};

Fold::Fold(std::span<const Fact> facts, std::span<const Observation> observations)
{
    const auto distinct = distinctFacts(facts);
    for (const auto *fact : distinct) {
        m_latestFact = std::max(m_latestFact, fact->created);
        m_hasCreated = m_hasCreated || fact->kind == FactKind::Created;
    }
    m_buckets = bucketsOf(distinct, m_states);
    m_sightings = sightingsOf(observations, m_states);
}

std::vector<TimelineEntry> Fold::run()
{
    for (std::size_t position = 0; position < m_buckets.size(); ++position) {
        placeBucket(position);
    }
    const bool isEndedByEvents = m_isEnded;
    for (const auto &sighting : m_sightings) {
        if (!isEndedByEvents) {
            placeSighting(sighting);
        }
    }
    prependBirth();
    mergeEqualNeighbours();
    std::vector<TimelineEntry> result;
    result.reserve(m_entries.size());
    for (const auto &entry : m_entries) {
        result.push_back({ entry.eff, &m_states.state(entry.state), entry.quality, *entry.eventId,
            entry.isDeleted, entry.hasGap, entry.isAssumed });
    }
    return result;
}

void Fold::placeBucket(std::size_t position)
{
    const auto &bucket = m_buckets[position];
    const auto around = sightingsAround(position);
    const bool isLast = position + 1 == m_buckets.size();
    const auto next
        = isLast ? std::span<const Event>() : std::span<const Event>(m_buckets[position + 1].starts);
    const auto picked
        = pick({ bucket.time, bucket.events, m_anchor, m_isAnchorSure, next, around }, m_states);
    m_isDeleted = m_isDeleted
        || std::any_of(bucket.events.begin(), bucket.events.end(),
            [](const Event &event) { return event.fact->kind == FactKind::Deleted; });
    const bool staysAsItWas = picked.event.fact->isBareEnd() && m_anchor != unknownState;
    const auto state = staysAsItWas ? m_anchor : picked.event.post;
    const Entry entry{ effectiveTime(bucket, m_states.state(state)), state, picked.quality,
        &picked.event.fact->eventId, m_isDeleted, picked.contradictsAnchor || hasGapBefore(bucket), false };
    if (bucket.phase == Phase::Terminal && !m_isEnded) {
        endAt(entry);
    } else {
        append(entry);
    }
    m_anchor = state;
    m_isAnchorSure = picked.quality == Quality::Exact || picked.quality == Quality::Observed;
    if (!m_firstPick) {
        m_firstPick = picked;
    }
}

/** The reads that can have met what stood between this bucket and the next. */
std::vector<Sighting> Fold::sightingsAround(std::size_t position) const
{
    std::vector<Sighting> result;
    const bool isLast = position + 1 == m_buckets.size();
    for (const auto &sighting : m_sightings) {
        const auto &read = *sighting.observation;
        if (read.high >= m_buckets[position].time && (isLast || read.low < m_buckets[position + 1].time)) {
            result.push_back(sighting);
        }
    }
    return result;
}

std::int64_t Fold::effectiveTime(const Bucket &bucket, const domain::State &state) const
{
    if (bucket.phase == Phase::Birth) {
        return std::min(bucket.time, state.integer("created").value_or(bucket.time));
    }
    if (bucket.phase == Phase::Terminal) {
        return std::min(bucket.time, state.integer("ended_at").value_or(bucket.time));
    }
    return bucket.time;
}

bool Fold::hasGapBefore(const Bucket &bucket) const
{
    return !bucket.starts.empty()
        && std::none_of(bucket.starts.begin(), bucket.starts.end(), [&](const Event &start) {
               return canFollow(m_anchor, start, Strictness::Strict, m_states)
                   || isLedToByWitness(start, bucket.events, m_states);
           });
}

/** An end may be dated before what was already placed: that has no duration left. */
void Fold::endAt(Entry entry)
{
    m_isEnded = true;
    while (!m_entries.empty() && m_entries.back().eff >= entry.eff) {
        entry.hasGap = entry.hasGap || m_entries.back().hasGap;
        m_entries.pop_back();
    }
    m_entries.push_back(entry);
}

void Fold::append(Entry entry)
{
    if (m_entries.empty()) {
        m_entries.push_back(entry);
        return;
    }
    auto &last = m_entries.back();
    if (entry.eff > last.eff) {
        m_entries.push_back(entry);
        return;
    }
    entry.eff = last.eff;
    entry.hasGap = entry.hasGap || last.hasGap;
    last = entry;
}

void Fold::placeSighting(const Sighting &sighting)
{
    if (isAbsorbed(sighting)) {
        return;
    }
    const auto &read = *sighting.observation;
    m_isDeleted = m_isDeleted || read.state.raw("deleted") == "true";
    Entry entry{ read.low, sighting.state, Quality::Observed, &read.id, m_isDeleted, false, false };
    if (isTerminal(read.state)) {
        entry.eff = std::min(entry.eff, read.state.integer("ended_at").value_or(entry.eff));
        if (!m_isEnded) {
            endAt(entry);
            return;
        }
    }
    append(entry);
}

bool Fold::isAbsorbed(const Sighting &sighting) const
{
    const auto low = sighting.observation->low;
    if (!m_buckets.empty() && low <= m_latestFact + observationSlack) {
        return true;
    }
    if (m_entries.empty()) {
        return false;
    }
    return m_entries.back().state == sighting.state
        || std::any_of(m_entries.begin(), m_entries.end(), [&](const Entry &entry) {
               return entry.eff >= low - observationSlack && entry.state == sighting.state;
           });
}

void Fold::prependBirth()
{
    if (m_hasCreated || m_entries.empty()) {
        return;
    }
    const auto &first = m_entries.front();
    const auto state = birthState();
    const auto created = m_states.state(state).integer("created");
    if (created && *created < first.eff) {
        m_entries.insert(m_entries.begin(),
            { *created, state, Quality::Assumed, first.eventId, false, false, /*isAssumed=*/true });
    }
}

/** What the earliest evidence says about the state before it, else its own. */
StateId Fold::birthState() const
{
    if (!m_firstPick) {
        return m_entries.front().state;
    }
    const auto &starts = m_buckets.front().starts;
    if (starts.size() == 1 && starts.front().pre != unknownState) {
        return starts.front().pre;
    }
    const auto &event = m_firstPick->event;
    return event.pre != unknownState ? event.pre : event.post;
}

void Fold::mergeEqualNeighbours()
{
    std::vector<Entry> merged;
    merged.reserve(m_entries.size());
    for (const auto &entry : m_entries) {
        if (merged.empty() || merged.back().state != entry.state
            || merged.back().isDeleted != entry.isDeleted) {
            merged.push_back(entry);
            continue;
        }
        auto &kept = merged.back();
        kept.hasGap = kept.hasGap || entry.hasGap;
        if (severity(entry.quality) > severity(kept.quality)) {
            kept.quality = entry.quality;
        }
    }
    m_entries = std::move(merged);
}

} // namespace

std::vector<TimelineEntry> timeline(
    std::span<const domain::Fact> facts, std::span<const domain::Observation> observations)
{
    return Fold(facts, observations).run();
}

int severity(Quality quality)
{
    switch (quality) {
    case Quality::Exact:
        return 0;
    case Quality::Observed:
        return 1;
    case Quality::Assumed:
        return 2;
    case Quality::Inferred:
        return 3;
    case Quality::Hint:
        return 4;
    case Quality::Ambiguous:
        return 5;
    }
    return 0;
}

bool wantsObservation(const TimelineEntry &head)
{
    return head.quality == Quality::Ambiguous || head.quality == Quality::Inferred
        || head.quality == Quality::Hint;
}

} // namespace billhook::analytics

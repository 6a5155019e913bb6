#pragma once

#include "models/analytics/profile.h"
#include "models/domain/area.h"
#include "models/domain/result.h"
#include "services/projection/batch.h"
#include "services/projection/headlocks.h"
#include "services/projection/memory.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::projection {

struct Projected;

struct ProjectionRequest
{
    std::span<const StoredEvent> events;
    Ids locks; ///< to be taken besides those the events need
    std::optional<std::string>
        known; ///< the instant to record as learned, for a rebuild; else later than all before
    bool refold = false; ///< what the events are about is written again even where nothing is new
    bool waits = true; ///< for customers that others have locked; else the events about them are put off
};

struct ProjectionOutcome
{
    /** Not empty: nothing was written. Roll back and repeat with these locked as well. */
    std::vector<std::string> missingLocks;
    /** Nothing was written, as the first event would have had to be put off, or a lock asked for was taken.
     * Roll back and repeat with `waits`. */
    bool contended = false;
    Ids putOff; ///< ids of events that were left out, for another time
    std::vector<UnreadableEvent> unreadable;
    domain::Areas areas; ///< that a desktop would have to read again
    std::size_t newFacts = 0;
};

/**
 * Projects stored events: facts, then the histories of what they are about, into mirror, revisions,
 * movements, rollups and counters (ordering.md). Every call belongs inside a READ COMMITTED transaction of
 * the caller that holds the shared projection lock; it locks the customers concerned before it reads, so any
 * number of projections may run. An event that is known already changes nothing. One thread at a time.
 */
class Projection final
{
public:
    Projection(postgres::Pipeline &pipeline, analytics::Profile profile);

    domain::Result<ProjectionOutcome> project(const ProjectionRequest &request);

    /** What counts as recurring revenue from here on. */
    void countAs(analytics::Profile profile) { m_profile = profile; }

    /** What was created in transactions that were rolled back must not be remembered. */
    void forget() { m_memory.forget(); }

    /** Call after the commit: what was created is remembered and not asked for again. */
    void remember() { m_memory.commit(); }

private:
    domain::Result<void> projectHeld(const Batch &batch, const HeldLocks &held,
        const ProjectionRequest &request, ProjectionOutcome &outcome);
    domain::Result<void> write(const HeldLocks &held, const Projected &projected, ProjectionOutcome &outcome);
    domain::Result<std::string> takeKnown(const HeldLocks &held, const ProjectionRequest &request);
    std::vector<std::string> missingLocks(const HeldLocks &held, const Projected &projected);

    postgres::Pipeline &m_pipeline;
    analytics::Profile m_profile;
    stripe::EventReader m_reader;
    Memory m_memory;
};

} // namespace billhook::projection

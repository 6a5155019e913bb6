#pragma once

#include "models/analytics/profile.h"
#include "models/domain/area.h"
#include "models/domain/result.h"
#include "services/events/queuecursor.h"
#include "services/projection/attempts.h"
#include "services/projection/projection.h"
#include "services/projection/warnings.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace billhook::postgres {
class Parameters;
class Pipeline;
} // namespace billhook::postgres

namespace billhook::projection {

/**
 * Works off event_queue: first tries in batches of one transaction each, events that failed one at a time
 * with growing pauses, and after eight tries, or at once where they can't be read, into quarantine. Several
 * may work on one database. A batch whose program or connection was lost is tried event by event afterwards,
 * so that one that does such things ends in quarantine too. One thread at a time.
 */
class EventQueue final
{
public:
    /**
     * `callDeadline`: what one statement may take. `leaves`: how many of the oldest first tries are left to
     * others; batches that are next to each other tell about the same customers and wait for one another.
     */
    EventQueue(std::string url, analytics::Profile profile,
        std::chrono::milliseconds callDeadline = std::chrono::seconds(5), std::int64_t leaves = 0);
    EventQueue(const EventQueue &) = delete;
    EventQueue &operator=(const EventQueue &) = delete;
    ~EventQueue();

    struct Progress
    {
        std::size_t events = 0; ///< taken off the queue or tried
        domain::Areas areas; ///< that changed
        std::vector<QuarantinedEvent> quarantined;
        bool backlog = false; ///< a whole batch, or not all of what is tried alone: there may be more

        void add(const Progress &other); ///< all but the numbers
    };

    /** One batch of first tries, else what is due for another try. Nothing to do: no events. An error is the
     * database's. */
    domain::Result<Progress> work();

    /** Folds deltas of rollups and counters. */
    domain::Result<void> fold();

    /** See projection::takeUntold(). */
    domain::Result<std::vector<Warning>> takeUntold(std::chrono::seconds quiet);

private:
    using Events = std::vector<StoredEvent>;

    domain::Result<void> findCutOff();
    domain::Result<void> endBatches();
    void loseTrack();
    domain::Result<Progress> workBatch();
    domain::Result<Progress> workAlone();
    domain::Result<Progress> tryAlone(const QueueKey &key);
    domain::Result<Progress> afterFailure(const domain::Result<void> &noted);
    bool isItsFault(const domain::Error &error) const;
    domain::Result<Progress> projectClaimed(const char *statement, const postgres::Parameters &parameters);
    std::size_t claimedBytes() const;
    domain::Result<void> claim(const char *statement, const postgres::Parameters &parameters);
    domain::Result<ProjectionOutcome> projectGuarded(const Events &events, bool waits);
    domain::Result<void> complete(postgres::Transaction &transaction, const ProjectionOutcome &outcome);

    std::unique_ptr<postgres::Pipeline> m_pipeline;
    Projection m_projection;
    Attempts m_attempts;
    events::QueueCursor m_cursor;
    std::int64_t m_leaves;
    std::set<std::string> m_extraLocks;
    Events m_claimed; ///< the last claim
    std::vector<QueueKey> m_keys; ///< of m_claimed, in the same order
    std::int64_t m_newest = 0; ///< when the last of it was received, microseconds since 1970
    bool m_putOff = false; ///< some of it
    bool m_working = false; ///< it was claimed, so that what fails now may be its fault
    bool m_looked = false; ///< for batches that were cut off
    std::deque<QueueKey> m_alone; ///< events to be tried one at a time before the next batch
    std::vector<std::optional<std::int64_t>> m_batches; ///< begun, and over once nothing is left in m_alone
    std::vector<std::optional<std::int64_t>> m_lost; ///< begun by this queue and cut off
};

} // namespace billhook::projection

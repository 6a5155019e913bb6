#pragma once

#include "models/analytics/profile.h"
#include "models/domain/result.h"
#include "services/webhooks/projection.h"

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::webhooks {

/**
 * Works off event_queue: first tries in batches of one transaction each, events that failed one at a time
 * with growing pauses, and after eight tries, or at once where they can't be read, into quarantine. Several
 * may work on one database. One thread at a time.
 */
class EventQueue final
{
public:
    EventQueue(std::string url, analytics::Profile profile);
    EventQueue(const EventQueue &) = delete;
    EventQueue &operator=(const EventQueue &) = delete;
    ~EventQueue();

    struct Progress
    {
        std::size_t events = 0; ///< taken off the queue or tried
        std::set<std::string> areas; ///< of change_seq, that changed
    };

    /** One batch of first tries, else what is due for another try. Nothing to do: no events. An error is the
     * database's. */
    domain::Result<Progress> work();

    /** Folds deltas of rollups and counters. */
    domain::Result<void> fold();

private:
    using Events = std::vector<StoredEvent>;

    domain::Result<Progress> workBatch();
    domain::Result<Progress> workDue();
    domain::Result<Progress> tryAlone(const std::string &id);
    domain::Result<Progress> projectClaimed(const char *statement, const std::string &argument, bool counted);
    domain::Result<Events> claim(const char *statement, const std::string &argument);
    domain::Result<ProjectionOutcome> projectGuarded(const Events &events);
    domain::Result<void> complete(const Events &events, const ProjectionOutcome &outcome);
    domain::Result<int> countAttempt(const std::string &id);
    domain::Result<void> noteFailure(const std::string &id, const domain::Error &error, int attempts);
    domain::Result<void> quarantine(const std::vector<UnreadableEvent> &events, const std::string &reason);
    domain::Result<void> command(const char *statement, const std::string &text);

    std::unique_ptr<postgres::Pipeline> m_pipeline;
    Projection m_projection;
    std::set<std::string> m_extraLocks;
    Events m_claimed; ///< the last claim, for tries alone when it fails
};

/** Whether the failure is the database's or the network's, so that trying again later is all there is to do.
 */
bool isTrouble(const domain::Error &error);

} // namespace billhook::webhooks

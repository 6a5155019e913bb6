#pragma once

#include "models/domain/result.h"
#include "services/projection/projection.h"
#include "services/projection/queuekey.h"

#include <string>
#include <utility>
#include <vector>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::projection {

/** An event that was set aside. */
struct QuarantinedEvent
{
    std::string id;
    std::string type; ///< empty where it is not known
    std::string objects; ///< it is about, as kind and id
    std::string reason; ///< unreadable, failed
    std::string detail;
};

/** Whether the failure is the database's or the network's, so that trying again later is all there is to do.
 */
bool isTrouble(const domain::Error &error);

/** The tries of events that are worked alone: counted before they are made, and where they end. */
class Attempts final
{
public:
    explicit Attempts(postgres::Pipeline &pipeline);

    /** Counts one more try of an event, committed, so that a try that kills the program counts too; 0 when
     * the event is gone or somebody else has it. */
    domain::Result<int> count(const QueueKey &key);

    /** Takes back a try that the database has spoilt. */
    void uncount(const QueueKey &key);

    /** Keeps the reason why try number `attempts` failed; the last one ends in quarantine. */
    domain::Result<void> noteFailure(const QueueKey &key, const domain::Error &error, int attempts);

    /** Whether all tries were made before this one, and none of them came to an end. */
    static bool usedUp(int attempts);

    /** Moves events from the queue, inside the caller's transaction. `keys`: theirs, in any order. */
    domain::Result<void> quarantine(const std::vector<UnreadableEvent> &events,
        const std::vector<QueueKey> &keys, const std::string &reason);

    /** What was quarantined since the last call; to be told once that is committed. */
    std::vector<QuarantinedEvent> takeQuarantined() { return std::exchange(m_quarantined, {}); }

private:
    domain::Result<void> quarantineFailed(const QueueKey &key, const std::string &text, int attempts);

    postgres::Pipeline &m_pipeline;
    std::vector<QuarantinedEvent> m_quarantined;
};

} // namespace billhook::projection

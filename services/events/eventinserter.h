#pragma once

#include "services/events/ingestqueue.h"
#include "services/postgres/pipeline.h"

#include <set>

namespace billhook::events {

/** Stores batches over one connection: one statement, one durable commit, one round trip. One thread. */
class EventInserter final
{
public:
    explicit EventInserter(const std::string &url);

    /**
     * Sorts the batch by id and stores it. One outcome for each entry, in the batch's order then; or the
     * error that nothing of it was stored with (Unavailable: perhaps all of it was).
     */
    domain::Result<std::vector<IngestOutcome>> insert(IngestBatch &batch);

    bool connected() { return m_pipeline.connected(); }
    void disconnect() { m_pipeline.disconnect(); }

private:
    domain::Result<void> ensurePartitions(IngestBatch &batch);
    domain::Result<std::vector<IngestOutcome>> confirmed(std::vector<IngestOutcome> outcomes);

    postgres::Pipeline m_pipeline;
    std::set<std::int64_t> m_months; ///< months since year 0 that have a partition
};

} // namespace billhook::events

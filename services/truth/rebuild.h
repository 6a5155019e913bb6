#pragma once

#include "models/analytics/profile.h"
#include "models/domain/result.h"
#include "services/projection/projection.h"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace billhook::postgres {
class Pipeline;
struct PipelineOptions;
} // namespace billhook::postgres

namespace billhook::truth {

/**
 * Makes everything derived anew from the raw events, in the order in which they were learned and with the
 * instants at which they were: the same digest and the same history come out. What waits in the queue or in
 * quarantine stays there. It is made in tables beside, and what differs is written at the end, so a
 * rebuild that changes nothing leaves nothing behind. Works inside the caller's transaction, on a pipeline
 * that has run no projection; readers see the old figures until it commits, and projections wait.
 */
class Rebuild final
{
public:
    enum class Observations
    {
        Keep,
        Ignore
    };

    struct Report
    {
        std::size_t events = 0; ///< projected
        std::vector<std::string> unreadable; ///< ids of events that could be read once and no longer can
    };

    Rebuild(postgres::Pipeline &pipeline, analytics::Profile profile);

    /** Told about every second, and at the end, how many events of how many are done; in run()'s thread. */
    using Progress = std::function<void(std::size_t done, std::size_t all)>;
    void watchedBy(Progress progress) { m_progress = std::move(progress); }

    domain::Result<Report> run(Observations observations);

private:
    struct Entry
    {
        std::string id;
        std::string created;
        std::string known;
        std::int64_t bytes = 0;
    };

    domain::Result<std::vector<Entry>> list(Observations observations);
    domain::Result<std::vector<projection::StoredEvent>> load(const std::vector<Entry> &entries);
    domain::Result<void> projectBatch(
        const std::vector<projection::StoredEvent> &events, const std::string &known);

    postgres::Pipeline &m_pipeline;
    projection::Projection m_projection;
    Report m_report;
    Progress m_progress;
};

/** A pipeline for long work: rebuilds, digests, checks. */
postgres::PipelineOptions truthOptions(std::string url);

} // namespace billhook::truth

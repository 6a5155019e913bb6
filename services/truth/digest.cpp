#include "services/truth/digest.h"

#include "services/postgres/pipeline.h"
#include "services/truth/rebuild.h"

#include <utility>

namespace billhook::truth {

using domain::Result;

Digest::Digest(std::string url, analytics::Profile profile)
    : m_url(std::move(url))
    , m_profile(profile)
{ }

Result<void> Digest::wait(std::chrono::seconds atMost) const
{
    postgres::Pipeline pipeline(truthOptions(m_url));
    const auto end = std::chrono::steady_clock::now() + atMost;
    for (;;) {
        const auto rows = pipeline.run("truth/count_queued");
        if (!rows) {
            return rows.error();
        }
        const auto left = rows->integer(0, 0);
        if (left == 0) {
            return {};
        }
        if (std::chrono::steady_clock::now() >= end) {
            return domain::Error{ domain::ErrorKind::Timeout, "still_projecting",
                std::to_string(left) + " events were not projected after " + std::to_string(atMost.count())
                    + " s. Is a daemon running on this database?",
                {} };
        }
        const auto paused = pipeline.run("truth/pause_briefly");
        if (!paused) {
            return paused.error();
        }
    }
}

Result<std::string> Digest::line(Scope scope, Basis basis) const
{
    postgres::Pipeline pipeline(truthOptions(m_url));
    const postgres::Transaction transaction(pipeline); // what is read is never kept
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    if (basis == Basis::EventsOnly) {
        const auto rebuilt = Rebuild(pipeline, m_profile).run(Rebuild::Observations::Ignore);
        if (!rebuilt) {
            return rebuilt.error();
        }
    }
    postgres::Parameters withHistory;
    withHistory.boolean(scope != Scope::Mirror);
    const auto rows = pipeline.run("truth/digest_state", withHistory);
    if (!rows) {
        return rows.error();
    }
    auto line = std::string(rows->text(0, 0)) + " " + std::string(rows->text(0, 1));
    return line;
}

} // namespace billhook::truth

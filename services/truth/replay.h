#pragma once

#include "models/analytics/profile.h"
#include "models/domain/area.h"
#include "models/domain/result.h"
#include "services/projection/projection.h"
#include "services/truth/rebuild.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace billhook::postgres {
class Pipeline;
class Transaction;
} // namespace billhook::postgres

namespace billhook::truth {

/** What `billhookd replay` does. Each call is complete or changes nothing, but quarantined() goes event by
 * event. */
class Replay final
{
public:
    Replay(std::string url, analytics::Profile profile = analytics::Profile::StripeDefault);
    Replay(const Replay &) = delete;
    Replay &operator=(const Replay &) = delete;
    ~Replay();

    /** A figure before and after: by currency the annual recurring revenue in minor units, and the numbers
     * of paying "customers" and of "movements". */
    struct Moved
    {
        std::int64_t before = 0;
        std::int64_t after = 0;
    };

    struct Report
    {
        std::size_t events = 0; ///< projected
        std::size_t newFacts = 0;
        std::vector<std::string> failures; ///< one sentence for each event that could not be projected
        domain::Areas areas; ///< for the notifier
        std::map<std::string, Moved> figures = {}; ///< of all() alone
    };

    /** Rebuilds everything from the raw events (see Rebuild). */
    domain::Result<Report> all();

    /** The same after a change of what everything is computed from, in one transaction: what reads meanwhile
     * sees both as they were. */
    using Change = std::function<domain::Result<void>(postgres::Pipeline &)>;
    domain::Result<Report> all(const Change &change);

    /** Told now and then how many events of how many all() has projected, in its thread. */
    void watchedBy(Rebuild::Progress progress) { m_progress = std::move(progress); }

    /** Projects one stored event, from the queue or quarantine too; known already, it changes nothing.
     * NotFound; Conflict says where an event is that can never be projected, and why. */
    domain::Result<Report> event(const std::string &id);

    /** Folds everything known about one object again. NotFound. */
    domain::Result<Report> object(const std::string &id);

    /** Tries every quarantined event that is stored as an event; the others were never to be projected. */
    domain::Result<Report> quarantined();

    /** Takes an event out of quarantine without projecting it. NotFound. */
    domain::Result<Report> dismiss(const std::string &id);

private:
    enum class Release
    {
        Yes,
        No
    };

    static domain::Result<void> sumFigures(
        postgres::Pipeline &pipeline, Report &report, std::int64_t Moved::*when);
    domain::Result<projection::StoredEvent> load(const std::string &id);
    domain::Error whereItIs(const std::string &id);
    domain::Result<projection::ProjectionOutcome> project(
        const std::vector<projection::StoredEvent> &events, bool refold, Release release);
    domain::Result<projection::ProjectionOutcome> projectHeld(const projection::ProjectionRequest &request);
    domain::Result<void> finish(postgres::Transaction &transaction,
        const std::vector<projection::StoredEvent> &events, const projection::ProjectionOutcome &outcome,
        Release release);
    /** How many were in quarantine. */
    domain::Result<int> release(const std::vector<projection::StoredEvent> &events);

    std::string m_url;
    std::unique_ptr<postgres::Pipeline> m_pipeline;
    analytics::Profile m_profile;
    Rebuild::Progress m_progress;
    projection::Projection m_projection;
};

} // namespace billhook::truth

#include "services/projection/projection.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/writing.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace billhook::projection {

using domain::Result;

namespace {

bool contains(const Ids &held, const Ids &wanted)
{
    return std::includes(held.begin(), held.end(), wanted.begin(), wanted.end());
}

/** Two projections that waited for each other's customers would take turns. The first event is waited for, or
 * it might be put off for ever. */
void putOffWhatIsMissing(Batch &batch, const Ids &held, ProjectionOutcome &outcome)
{
    outcome.contended = outcome.contended || !contains(held, batch.events.front().locks);
    std::erase_if(batch.events, [&](const ReadEvent &event) {
        const bool missing = !contains(held, event.locks);
        if (missing) {
            outcome.putOff.insert(event.id);
        }
        return missing;
    });
}

} // namespace

Projection::Projection(postgres::Pipeline &pipeline, analytics::Profile profile)
    : m_pipeline(pipeline)
    , m_profile(profile)
{ }

Result<ProjectionOutcome> Projection::project(const ProjectionRequest &request)
{
    m_memory.begin();
    ProjectionOutcome outcome;
    outcome.areas.insert(domain::Area::Events);
    auto batch = readBatch(m_reader, m_memory, request.events);
    outcome.unreadable = std::move(batch.unreadable);
    if (batch.events.empty()) {
        return outcome;
    }
    auto locks = batch.locks();
    if (locks.empty()) {
        return outcome; // events that are stored only
    }
    locks.insert(request.locks.begin(), request.locks.end());
    const auto patience = request.waits ? Patience::Waits : Patience::TakesFree;
    const auto held = takeLocks(m_pipeline, m_memory, locks, patience);
    if (!held) {
        return held.error();
    }
    if (held->keys.size() < locks.size()) {
        outcome.contended = !contains(held->keys, request.locks);
        putOffWhatIsMissing(batch, held->keys, outcome);
    }
    if (outcome.contended) {
        return outcome;
    }
    const auto done = projectHeld(batch, *held, request, outcome);
    return done ? Result<ProjectionOutcome>(std::move(outcome)) : done.error();
}

Result<void> Projection::projectHeld(
    const Batch &batch, const HeldLocks &held, const ProjectionRequest &request, ProjectionOutcome &outcome)
{
    auto evidence = gatherEvidence(m_pipeline, m_memory, batch, request.refold ? Refold::Yes : Refold::No);
    if (!evidence) {
        return evidence.error();
    }
    if (evidence->touched.empty()) {
        return {};
    }
    const auto concern = findConcern(m_pipeline, *evidence);
    if (!concern) {
        return concern.error();
    }
    const auto histories = foldHistories(m_pipeline, *evidence, *concern, m_profile);
    if (!histories) {
        return histories.error();
    }
    Projected projected{ *evidence, *concern, *histories, {} };
    outcome.missingLocks = missingLocks(held, projected);
    if (!outcome.missingLocks.empty()) {
        return {};
    }
    auto known = takeKnown(held, request);
    if (!known) {
        return known.error();
    }
    projected.known = std::move(*known);
    return write(held, projected, outcome);
}

std::vector<std::string> Projection::missingLocks(const HeldLocks &held, const Projected &projected)
{
    Ids needed = projected.concern.customers;
    const auto &owners = projected.concern.cardOwners;
    needed.insert(owners.begin(), owners.end());
    for (const auto &[id, history] : projected.histories.subscriptions) {
        const auto isMissing = [&, &subscription = id](const domain::ObjectKey &wait) {
            return wait.id != subscription && !held.keys.contains(wait.id);
        };
        // Whoever makes it known must find this wait, or this projection must find it known.
        if (std::any_of(history.waits.begin(), history.waits.end(), isMissing)) {
            m_memory.expectWaits(id, history.waits);
        }
        for (const auto &wait : history.waits) {
            if (wait.id != id) {
                needed.insert(wait.id);
            }
        }
    }
    std::vector<std::string> missing;
    std::set_difference(
        needed.begin(), needed.end(), held.keys.begin(), held.keys.end(), std::back_inserter(missing));
    return missing;
}

Result<std::string> Projection::takeKnown(const HeldLocks &held, const ProjectionRequest &request)
{
    if (request.known) {
        return *request.known;
    }
    const auto taken = m_pipeline.run("projection/take_known", postgres::Parameters().text(held.newestKnown));
    return taken ? Result<std::string>(std::string(taken->text(0, 0))) : taken.error();
}

Result<void> Projection::write(const HeldLocks &held, const Projected &projected, ProjectionOutcome &outcome)
{
    auto written = writeProjected(m_pipeline, m_memory, projected);
    if (!written) {
        return written.error();
    }
    const auto raised = m_pipeline.post("projection/raise_heads",
        postgres::Parameters().texts(postgres::textsOf(held.keys)).text(projected.known));
    const auto settled = raised ? m_pipeline.settle() : raised;
    if (!settled) {
        return settled;
    }
    outcome.areas.insert(*written);
    const auto &fresh = projected.evidence.fresh;
    outcome.newFacts = fresh.facts.size() + fresh.observations.size() + fresh.coupons.size();
    return {};
}

} // namespace billhook::projection

#include "services/webhooks/eventqueue.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/pipeline.h"
#include "services/stripe/eventreader.h"
#include "services/webhooks/columns.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace billhook::webhooks {

using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr std::int64_t batchSize = 200;
constexpr std::int64_t dueAtOnce = 20;
constexpr int mostAttempts = 8;
constexpr int mostRepeats = 10; ///< of one claim: for further locks, deadlocks and rebuilds

std::unique_ptr<postgres::Pipeline> makePipeline(std::string url)
{
    postgres::PipelineOptions options;
    options.url = std::move(url);
    options.role = "billhook_daemon";
    options.applicationName = "billhookd projector";
    options.areas = { "projection" };
    return std::make_unique<postgres::Pipeline>(std::move(options));
}

std::string joined(const std::vector<std::string> &ids)
{
    std::string text;
    for (const auto &id : ids) {
        text.append(text.empty() ? "" : ",").append(id);
    }
    return text;
}

Result<EventQueue::Progress> progressOf(
    const Result<void> &done, std::size_t events, std::set<std::string> areas)
{
    if (!done) {
        return done.error();
    }
    return EventQueue::Progress{ events, std::move(areas) };
}

} // namespace

bool isTrouble(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Unavailable:
    case ErrorKind::Timeout:
    case ErrorKind::Overloaded:
    case ErrorKind::Configuration:
    case ErrorKind::Forbidden:
        return true;
    case ErrorKind::Internal: {
        // Classes of SQLSTATE that speak of the data; every other one speaks of the database or of this
        // program.
        constexpr std::array data{ "[21", "[22", "[23", "[54", "[P0" };
        const bool database = error.code == "database_refused";
        return database && std::none_of(data.begin(), data.end(), [&](const char *state) {
            return error.detail.find(state) != std::string::npos;
        });
    }
    default:
        return false;
    }
}

EventQueue::EventQueue(std::string url, analytics::Profile profile)
    : m_pipeline(makePipeline(std::move(url)))
    , m_projection(*m_pipeline, profile)
{ }

EventQueue::~EventQueue() = default;

Result<EventQueue::Progress> EventQueue::work()
{
    auto progress = workBatch();
    if (!progress || progress->events > 0) {
        return progress;
    }
    return workDue();
}

Result<EventQueue::Progress> EventQueue::workBatch()
{
    auto progress = projectClaimed("projection/claim_events", std::to_string(batchSize), /*counted=*/false);
    if (progress || isTrouble(progress.error())) {
        return progress;
    }
    Progress alone;
    const auto claimed = std::exchange(m_claimed, {});
    for (const auto &event : claimed) {
        const auto tried = tryAlone(event.id);
        if (!tried) {
            return tried.error();
        }
        alone.events += 1;
        alone.areas.insert(tried->areas.begin(), tried->areas.end());
    }
    return alone;
}

Result<EventQueue::Progress> EventQueue::workDue()
{
    const auto due = m_pipeline->run("projection/find_due", postgres::Parameters().bigint(dueAtOnce));
    if (!due) {
        return due.error();
    }
    Progress progress;
    for (int row = 0; row < due->count(); ++row) {
        const auto tried = tryAlone(std::string(due->text(row, 0)));
        if (!tried) {
            return tried.error();
        }
        progress.events += 1;
        progress.areas.insert(tried->areas.begin(), tried->areas.end());
    }
    return progress;
}

Result<EventQueue::Progress> EventQueue::tryAlone(const std::string &id)
{
    const auto attempts = countAttempt(id);
    if (!attempts) {
        return attempts.error();
    }
    if (*attempts == 0) {
        return Progress{}; // another projector has it
    }
    observability::crashPoint("single_before_claim");
    auto progress = projectClaimed("projection/claim_event", id, /*counted=*/true);
    if (progress) {
        observability::crashPoint("single_after_commit");
        return progress;
    }
    if (isTrouble(progress.error())) {
        static_cast<void>(command("projection/uncount_attempt", id).has_value());
        return progress;
    }
    const auto noted = noteFailure(id, progress.error(), *attempts);
    return noted ? Result<Progress>(Progress{}) : noted.error();
}

Result<EventQueue::Progress> EventQueue::projectClaimed(
    const char *statement, const std::string &argument, bool counted)
{
    if (!m_pipeline->connected()) {
        m_projection.forget(); // the next server may be a standby that has not seen all of this one's rows
    }
    Error last{ ErrorKind::Overloaded, "projection_contended", "The projection could not take its turn.",
        {} };
    for (int repeat = 0; repeat < mostRepeats; ++repeat) {
        auto events = claim(statement, argument);
        if (!events) {
            return events.error();
        }
        if (events->empty()) {
            m_pipeline->rollback();
            return Progress{};
        }
        observability::crashPoint("projection_after_claim");
        auto outcome = projectGuarded(*events);
        if (outcome && outcome->missingLocks.empty()) {
            const auto done = complete(*events, *outcome);
            m_extraLocks.clear();
            return progressOf(done, events->size(), std::move(outcome->areas));
        }
        m_pipeline->rollback();
        if (outcome) {
            m_extraLocks.insert(outcome->missingLocks.begin(), outcome->missingLocks.end());
            continue;
        }
        m_projection.forget();
        last = outcome.error();
        if (last.kind != ErrorKind::Overloaded) {
            if (!counted) {
                m_claimed = std::move(*events);
            }
            break;
        }
    }
    m_extraLocks.clear();
    return last;
}

Result<EventQueue::Events> EventQueue::claim(const char *statement, const std::string &argument)
{
    auto begun = m_pipeline->begin();
    if (!begun) {
        return begun.error();
    }
    const auto held = m_pipeline->run("projection/hold_projection");
    if (!held) {
        m_pipeline->rollback();
        return held.error();
    }
    const auto rows = m_pipeline->run(statement, postgres::Parameters().text(argument));
    if (!rows) {
        m_pipeline->rollback();
        return rows.error();
    }
    Events events;
    events.reserve(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row) {
        events.push_back({ std::string(rows->text(row, 0)), rows->bytes(row, 1) });
    }
    return events;
}

Result<ProjectionOutcome> EventQueue::projectGuarded(const Events &events)
{
    try {
        return m_projection.project({ events, m_extraLocks, std::nullopt, /*refold=*/false });
    } catch (const std::exception &exception) {
        return Error{ ErrorKind::Internal, "projection_failed", "The event could not be projected.",
            exception.what() };
    }
}

Result<void> EventQueue::complete(const Events &events, const ProjectionOutcome &outcome)
{
    observability::crashPoint("projection_after_facts");
    std::vector<std::string> done;
    for (const auto &event : events) {
        const bool unreadable = std::any_of(outcome.unreadable.begin(), outcome.unreadable.end(),
            [&](const UnreadableEvent &candidate) { return candidate.id == event.id; });
        if (!unreadable) {
            done.push_back(event.id);
        }
    }
    auto result = quarantine(outcome.unreadable, "unreadable");
    if (result) {
        const auto gone
            = m_pipeline->run("projection/delete_queued", postgres::Parameters().texts(textsOf(done)));
        result = gone ? Result<void>() : gone.error();
    }
    if (result) {
        observability::crashPoint("projection_before_commit");
        result = m_pipeline->commit();
    }
    if (result) {
        observability::crashPoint("projection_after_commit");
        m_projection.remember();
    } else {
        m_pipeline->rollback();
        m_projection.forget();
    }
    return result;
}

Result<int> EventQueue::countAttempt(const std::string &id)
{
    auto done = m_pipeline->begin();
    if (!done) {
        return done.error();
    }
    const auto relaxed = m_pipeline->run("projection/relax_commit");
    const auto counted = m_pipeline->run("projection/count_attempt", postgres::Parameters().text(id));
    if (!relaxed || !counted) {
        m_pipeline->rollback();
        return relaxed ? counted.error() : relaxed.error();
    }
    observability::crashPoint("attempt_before_commit");
    done = m_pipeline->commit();
    if (!done) {
        return done.error();
    }
    observability::crashPoint("attempt_after_commit");
    return counted->count() == 0 ? 0 : static_cast<int>(counted->integer(0, 0));
}

Result<void> EventQueue::noteFailure(const std::string &id, const Error &error, int attempts)
{
    const auto text = error.message + " " + error.detail;
    auto done = m_pipeline->begin();
    if (!done) {
        return done;
    }
    if (attempts < mostAttempts) {
        const auto noted
            = m_pipeline->run("projection/note_failure", postgres::Parameters().text(id).text(text));
        done = noted ? Result<void>() : noted.error();
    } else {
        const auto rows = m_pipeline->run("projection/claim_event", postgres::Parameters().text(id));
        stripe::EventReader reader;
        if (!rows) {
            return rows.error();
        }
        if (rows->count() > 0) {
            done = quarantine({ { id, text, reader.mentionedIds(rows->bytes(0, 1)) } }, "failed");
        }
    }
    observability::crashPoint("failure_before_commit");
    if (done) {
        done = m_pipeline->commit();
    }
    observability::crashPoint("failure_after_commit");
    return done;
}

Result<void> EventQueue::quarantine(const std::vector<UnreadableEvent> &events, const std::string &reason)
{
    if (events.empty()) {
        return {};
    }
    Texts ids;
    Texts reasons;
    Texts details;
    Texts objects;
    Texts marked;
    for (const auto &event : events) {
        ids.emplace_back(event.id);
        reasons.emplace_back(reason);
        details.emplace_back(event.detail);
        objects.emplace_back(joined(event.objectIds));
        marked.insert(marked.end(), event.objectIds.begin(), event.objectIds.end());
    }
    const auto moved = m_pipeline->run("projection/quarantine_queued",
        postgres::Parameters().texts(ids).texts(reasons).texts(details).texts(objects));
    if (!moved) {
        return moved.error();
    }
    const auto done = m_pipeline->run("projection/mark_incomplete", postgres::Parameters().texts(marked));
    observability::crashPoint("quarantine_before_commit");
    return done ? Result<void>() : done.error();
}

Result<void> EventQueue::command(const char *statement, const std::string &text)
{
    const auto done = m_pipeline->run(statement, postgres::Parameters().text(text));
    return done ? Result<void>() : done.error();
}

Result<void> EventQueue::fold()
{
    constexpr std::int64_t mostDeltas = 20'000;
    auto done = m_pipeline->begin();
    for (const auto *statement : { "projection/hold_projection", "projection/relax_commit" }) {
        if (done) {
            const auto run = m_pipeline->run(statement);
            done = run ? Result<void>() : run.error();
        }
    }
    for (const auto *statement : { "projection/fold_rollups", "projection/fold_counters" }) {
        if (done) {
            const auto run = m_pipeline->run(statement, postgres::Parameters().bigint(mostDeltas));
            done = run ? Result<void>() : run.error();
        }
    }
    observability::crashPoint("fold_before_commit");
    if (done) {
        done = m_pipeline->commit();
    } else {
        m_pipeline->rollback();
    }
    observability::crashPoint("fold_after_commit");
    return done;
}

} // namespace billhook::webhooks

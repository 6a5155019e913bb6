#include "services/truth/replay.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/truth/reading.h"
#include "services/truth/rebuild.h"

#include <utility>

namespace billhook::truth {

using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

postgres::Texts splitted(std::string_view text)
{
    postgres::Texts parts;
    while (!text.empty()) {
        const auto comma = text.find(',');
        parts.emplace_back(text.substr(0, comma));
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return parts;
}

} // namespace

Replay::Replay(std::string url, analytics::Profile profile)
    : m_url(std::move(url))
    , m_pipeline(std::make_unique<postgres::Pipeline>(truthOptions(m_url)))
    , m_profile(profile)
    , m_projection(*m_pipeline, profile)
{ }

Replay::~Replay() = default;

Result<Replay::Report> Replay::all()
{
    return all([](postgres::Pipeline &) { return Result<void>(); });
}

Result<Replay::Report> Replay::all(const Change &change)
{
    postgres::Pipeline pipeline(truthOptions(m_url));
    postgres::Transaction transaction(pipeline);
    const auto changed = transaction.begun() ? change(pipeline) : transaction.begun();
    if (!changed) {
        return changed.error();
    }
    Report report;
    const auto held = pipeline.run("replay/hold_exclusively"); // nothing moves between sums and rebuild
    auto summed = held ? sumFigures(pipeline, report, &Moved::before) : held.error();
    if (!summed) {
        return summed.error();
    }
    Rebuild rebuild(pipeline, m_profile);
    rebuild.watchedBy(m_progress);
    auto rebuilt = rebuild.run(Rebuild::Observations::Keep);
    if (!rebuilt) {
        return rebuilt.error();
    }
    summed = sumFigures(pipeline, report, &Moved::after);
    if (!summed) {
        return summed.error();
    }
    auto noted = pipeline.post("replay/note_reading", postgres::Parameters().bigint(factsReading));
    if (noted) {
        noted = pipeline.post("replay/note_told");
    }
    if (!noted) {
        return noted.error();
    }
    observability::crashPoint("rebuild_before_commit");
    const auto done = transaction.commit();
    if (!done) {
        return done.error();
    }
    observability::crashPoint("rebuild_after_commit");
    report.events = rebuilt->events;
    report.areas = domain::Areas::all();
    for (const auto &id : rebuilt->unreadable) {
        report.failures.push_back("Event " + id + " can no longer be read and was left out.");
    }
    return report;
}

Result<void> Replay::sumFigures(postgres::Pipeline &pipeline, Report &report, std::int64_t Moved::*when)
{
    const auto rows = pipeline.run("truth/sum_figures");
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->count(); ++row) {
        report.figures[std::string(rows->text(row, 0))].*when = rows->integer(row, 1);
    }
    return {};
}

/** An event that is not among the stored ones: set aside before it could be one of them, or never received.
 */
Error Replay::whereItIs(const std::string &id)
{
    const auto rows = m_pipeline->run("replay/find_quarantined", postgres::Parameters().text(id));
    if (!rows) {
        return rows.error();
    }
    if (rows->count() == 0) {
        return { ErrorKind::NotFound, "event_not_found", "No event " + id + " is stored.", {} };
    }
    const auto reason = rows->text(0, 0);
    const std::string since = "Event " + id + " is set aside since " + std::string(rows->text(0, 2)) + " as "
        + std::string(reason);
    if (reason == "wrong_account") {
        return { ErrorKind::Conflict, "event_parked",
            since
                + ": it is of a connected account, whose revenue is not this company's. It is kept, never "
                  "projected.",
            {} };
    }
    if (reason == "wrong_mode") {
        return { ErrorKind::Conflict, "event_parked",
            since
                + ": it is of the other mode (live or test) than this database. It is kept, never projected.",
            {} };
    }
    return { ErrorKind::Conflict, "event_quarantined",
        since + ": it has no id that can be read. It is kept and cannot be projected.",
        std::string(rows->text(0, 1)) };
}

Result<projection::StoredEvent> Replay::load(const std::string &id)
{
    const auto rows = m_pipeline->run("replay/find_event", postgres::Parameters().text(id));
    if (!rows) {
        return rows.error();
    }
    if (rows->count() == 0) {
        return whereItIs(id);
    }
    return projection::StoredEvent{ id, rows->bytes(0, 0) };
}

Result<projection::ProjectionOutcome> Replay::project(
    const std::vector<projection::StoredEvent> &events, bool refold, Release release)
{
    projection::ProjectionRequest request{ events, {}, std::nullopt, refold };
    for (;;) {
        postgres::Transaction transaction(*m_pipeline);
        auto outcome = transaction.begun()
            ? projectHeld(request)
            : Result<projection::ProjectionOutcome>(transaction.begun().error());
        if (outcome && !outcome->missingLocks.empty()) {
            request.locks.insert(outcome->missingLocks.begin(), outcome->missingLocks.end());
            continue;
        }
        auto done = outcome ? finish(transaction, events, *outcome, release) : Result<void>(outcome.error());
        if (done) {
            m_projection.remember();
            return outcome;
        }
        m_projection.forget();
        return done.error();
    }
}

Result<projection::ProjectionOutcome> Replay::projectHeld(const projection::ProjectionRequest &request)
{
    const auto held = m_pipeline->run("projection/hold_projection");
    if (!held) {
        return held.error();
    }
    return m_projection.project(request);
}

Result<void> Replay::finish(postgres::Transaction &transaction,
    const std::vector<projection::StoredEvent> &events, const projection::ProjectionOutcome &outcome,
    Release release)
{
    if (!outcome.unreadable.empty()) {
        const auto &first = outcome.unreadable.front();
        return Error{ ErrorKind::InvalidInput, "unreadable_event",
            "Event " + first.id + " cannot be read: " + first.detail, {} };
    }
    if (release == Release::Yes) {
        if (auto released = this->release(events); !released) {
            return released.error();
        }
    }
    observability::crashPoint("replay_before_commit");
    auto committed = transaction.commit();
    observability::crashPoint("replay_after_commit");
    return committed;
}

Result<int> Replay::release(const std::vector<projection::StoredEvent> &events)
{
    int held = 0;
    for (const auto &event : events) {
        const auto released = m_pipeline->run("replay/release_event", postgres::Parameters().text(event.id));
        if (!released) {
            return released.error();
        }
        if (released->count() == 0) {
            continue;
        }
        ++held;
        const auto marked = m_pipeline->run(
            "projection/mark_incomplete", postgres::Parameters().texts(splitted(released->text(0, 0))));
        if (!marked) {
            return marked.error();
        }
    }
    return held;
}

Result<Replay::Report> Replay::dismiss(const std::string &id)
{
    postgres::Transaction transaction(*m_pipeline);
    const auto held
        = transaction.begun() ? release({ { id, {} } }) : Result<int>(transaction.begun().error());
    if (!held) {
        return held.error();
    }
    if (*held == 0) {
        return Error{ ErrorKind::NotFound, "not_in_quarantine", "No event " + id + " is in quarantine.", {} };
    }
    const auto done = transaction.commit();
    return done ? Result<Report>(Report{ 0, 0, {}, { domain::Area::Events } }) : done.error();
}

Result<Replay::Report> Replay::event(const std::string &id)
{
    auto event = load(id);
    if (!event) {
        return event.error();
    }
    auto outcome = project({ *event }, /*refold=*/false, Release::Yes);
    if (!outcome) {
        return outcome.error();
    }
    return Report{ 1, outcome->newFacts, {}, outcome->areas };
}

Result<Replay::Report> Replay::object(const std::string &id)
{
    const auto rows = m_pipeline->run("replay/list_object_events", postgres::Parameters().text(id));
    if (!rows) {
        return rows.error();
    }
    std::vector<projection::StoredEvent> events;
    for (int row = 0; row < rows->count(); ++row) {
        auto event = load(std::string(rows->text(row, 0)));
        if (!event) {
            return event.error();
        }
        events.push_back(std::move(*event));
    }
    if (events.empty()) {
        return Error{ ErrorKind::NotFound, "object_not_found", "Nothing is known about " + id + ".", {} };
    }
    auto outcome = project(events, /*refold=*/true, Release::No);
    if (!outcome) {
        return outcome.error();
    }
    return Report{ events.size(), outcome->newFacts, {}, outcome->areas };
}

Result<Replay::Report> Replay::quarantined()
{
    const auto rows = m_pipeline->run("replay/list_quarantined");
    if (!rows) {
        return rows.error();
    }
    Report report;
    for (int row = 0; row < rows->count(); ++row) {
        const std::string id(rows->text(row, 0));
        auto tried = event(id);
        if (!tried && tried.error().kind == ErrorKind::Unavailable) {
            return tried.error();
        }
        if (!tried) {
            report.failures.push_back("Event " + id + " stays in quarantine: " + tried.error().message);
            continue;
        }
        report.events += 1;
        report.newFacts += tried->newFacts;
        report.areas.insert(tried->areas);
    }
    return report;
}

} // namespace billhook::truth

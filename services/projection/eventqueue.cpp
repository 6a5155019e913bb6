#include "services/projection/eventqueue.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/pipeline.h"
#include "services/projection/mirrorstatements.h"

#include <algorithm>
#include <array>
#include <exception>
#include <numeric>
#include <utility>

namespace billhook::projection {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t batchSize = 200;
constexpr std::size_t batchBytes = 4'194'304; ///< claim_events takes no more once it has as many
constexpr std::int64_t dueAtOnce = 20;
constexpr auto aloneAtOnce = 1s;
constexpr int mostRepeats = 10; ///< of one claim: for further locks, deadlocks and rebuilds

std::unique_ptr<postgres::Pipeline> makePipeline(std::string url, std::chrono::milliseconds callDeadline)
{
    postgres::PipelineOptions options;
    options.url = std::move(url);
    options.role = "billhook_daemon";
    options.applicationName = "billhookd projector";
    options.callDeadline = callDeadline;
    options.areas = { "projection" };
    options.made = MirrorStatements().all();
    return std::make_unique<postgres::Pipeline>(std::move(options));
}

} // namespace

EventQueue::EventQueue(
    std::string url, analytics::Profile profile, std::chrono::milliseconds callDeadline, std::int64_t leaves)
    : m_pipeline(makePipeline(std::move(url), callDeadline))
    , m_projection(*m_pipeline, profile)
    , m_attempts(*m_pipeline)
    , m_leaves(leaves)
{ }

EventQueue::~EventQueue() = default;

Result<EventQueue::Progress> EventQueue::work()
{
    if (!m_pipeline->connected()) {
        m_projection.forget(); // the next server may be a standby that has not seen all of this one's rows
    }
    if (m_alone.empty()) {
        const auto found = findCutOff();
        if (!found) {
            return found.error();
        }
    }
    if (!m_alone.empty()) {
        return workAlone();
    }
    auto progress = workBatch();
    if (!progress || progress->events > 0) {
        return progress;
    }
    const auto due = m_pipeline->run("projection/find_due", postgres::Parameters().bigint(dueAtOnce));
    if (!due) {
        return due.error();
    }
    for (int row = 0; row < due->count(); ++row) {
        m_alone.push_back({ std::string(due->text(row, 0)), std::string(due->text(row, 1)) });
    }
    return workAlone();
}

/** A batch that was begun and did not end has lost its program or its connection, perhaps to one of its
 * events: the oldest are tried alone before there is another. */
Result<void> EventQueue::findCutOff()
{
    if (m_looked) {
        return {};
    }
    const auto batches = m_pipeline->run("projection/find_batches", postgres::Parameters().bigints(m_lost));
    if (!batches) {
        return batches.error();
    }
    m_looked = true;
    for (int row = 0; row < batches->count(); ++row) {
        if (batches->boolean(row, 1)) {
            m_batches.emplace_back(batches->integer(row, 0));
        } else {
            m_looked = false; // somebody works it, or it is too young to tell: it is looked at again
        }
    }
    if (m_batches.empty()) {
        return {};
    }
    m_lost.clear();
    const auto first = m_pipeline->run("projection/find_first", postgres::Parameters().bigint(batchSize));
    if (!first) {
        return first.error();
    }
    for (int row = 0; row < first->count(); ++row) {
        m_alone.push_back({ std::string(first->text(row, 0)), std::string(first->text(row, 1)) });
    }
    return m_alone.empty() ? endBatches() : Result<void>();
}

Result<void> EventQueue::endBatches()
{
    if (m_batches.empty()) {
        return {};
    }
    const auto ended = m_pipeline->run("projection/end_batches", postgres::Parameters().bigints(m_batches));
    m_batches.clear();
    return ended ? Result<void>() : ended.error();
}

/** After the connection was lost nobody knows what came of the last batch. */
void EventQueue::loseTrack()
{
    m_alone.clear();
    m_lost = std::exchange(m_batches, {});
    m_looked = false;
}

Result<EventQueue::Progress> EventQueue::workBatch()
{
    const auto from = m_cursor.from();
    const auto began = events::QueueCursor::Clock::now();
    const auto batch
        = m_pipeline->run("projection/begin_batch", postgres::Parameters().bigint(from).bigint(m_leaves));
    if (!batch) {
        return batch.error();
    }
    const auto took = events::QueueCursor::Clock::now() - began;
    if (batch->count() == 0) {
        m_cursor.foundNothing(from, took);
        return m_cursor.looksAgain() ? workBatch() : Progress{};
    }
    m_batches = { batch->integer(0, 0) };
    const auto oldest = batch->integer(0, 1);
    auto claimed = postgres::Parameters();
    claimed.bigint(batchSize).bigint(batch->integer(0, 2)).bigint(m_batches.front());
    auto progress = projectClaimed("projection/claim_events", claimed);
    if (progress) {
        if (progress->events == 0) {
            m_cursor.found(from, oldest, took);
            const auto ended = endBatches(); // others were quicker
            return ended ? progress : ended.error();
        }
        m_cursor.found(from, m_leaves > 0 || m_putOff ? oldest : m_newest, took);
        m_batches.clear();
        progress->backlog
            = progress->events == static_cast<std::size_t>(batchSize) || claimedBytes() >= batchBytes;
        return progress;
    }
    if (!isItsFault(progress.error())) {
        loseTrack();
        return progress;
    }
    m_alone.assign(m_keys.begin(), m_keys.end());
    return workAlone();
}

/** Some of what is to be tried alone: what takes long must not keep the program from stopping. */
Result<EventQueue::Progress> EventQueue::workAlone()
{
    const auto end = std::chrono::steady_clock::now() + aloneAtOnce;
    Progress progress;
    while (!m_alone.empty() && std::chrono::steady_clock::now() < end) {
        const auto key = std::move(m_alone.front());
        m_alone.pop_front();
        const auto tried = tryAlone(key);
        if (!tried) {
            loseTrack();
            return tried.error();
        }
        progress.events += 1;
        progress.add(*tried);
    }
    progress.backlog = !m_alone.empty();
    if (m_alone.empty()) {
        const auto ended = endBatches();
        if (!ended) {
            return ended.error();
        }
    }
    return progress;
}

void EventQueue::Progress::add(const Progress &other)
{
    areas.insert(other.areas);
    quarantined.insert(quarantined.end(), other.quarantined.begin(), other.quarantined.end());
}

Result<EventQueue::Progress> EventQueue::afterFailure(const Result<void> &noted)
{
    auto quarantined = m_attempts.takeQuarantined();
    if (!noted) {
        return noted.error();
    }
    Progress progress;
    progress.quarantined = std::move(quarantined);
    return progress;
}

Result<EventQueue::Progress> EventQueue::tryAlone(const QueueKey &key)
{
    const auto attempts = m_attempts.count(key);
    if (!attempts) {
        return attempts.error();
    }
    if (*attempts == 0) {
        return Progress{}; // another projector has it
    }
    if (Attempts::usedUp(*attempts)) {
        const auto noted = m_attempts.noteFailure(key,
            { ErrorKind::Internal, "projection_cut_off",
                "Every try ended with the program or its connection to the database.", {} },
            *attempts);
        return afterFailure(noted);
    }
    observability::crashPoint("single_before_claim");
    auto progress = projectClaimed("projection/claim_event", parametersOf(key));
    if (progress) {
        observability::crashPoint("single_after_commit");
        return progress;
    }
    if (isItsFault(progress.error())) {
        const auto noted = m_attempts.noteFailure(key, progress.error(), *attempts);
        return afterFailure(noted);
    }
    if (m_pipeline->connected()) {
        m_attempts.uncount(key);
    }
    return progress;
}

/** Where the work was stopped for taking too long by a database that is otherwise well, the events are to
 * blame. Whoever waits for a lock is stopped earlier, with another error. */
bool EventQueue::isItsFault(const Error &error) const
{
    const bool slow = m_working && error.kind == ErrorKind::Timeout && m_pipeline->connected();
    return slow || !isTrouble(error);
}

Result<EventQueue::Progress> EventQueue::projectClaimed(
    const char *statement, const postgres::Parameters &parameters)
{
    Error last{ ErrorKind::Overloaded, "projection_contended", "The projection could not take its turn.",
        {} };
    bool waits = false;
    for (int repeat = 0; repeat < mostRepeats; ++repeat) {
        postgres::Transaction transaction(*m_pipeline);
        const auto claimed = transaction.begun() ? claim(statement, parameters) : transaction.begun();
        if (!claimed) {
            return claimed.error();
        }
        if (m_claimed.empty()) {
            return Progress{};
        }
        observability::crashPoint("projection_after_claim");
        m_working = true;
        auto outcome = projectGuarded(m_claimed, waits);
        if (outcome && outcome->missingLocks.empty() && !outcome->contended) {
            const auto done = complete(transaction, *outcome);
            m_putOff = !outcome->putOff.empty();
            m_extraLocks.clear();
            if (!done) {
                m_attempts.takeQuarantined(); // it is not: nothing was committed
                return done.error();
            }
            return Progress{ m_claimed.size(), outcome->areas, m_attempts.takeQuarantined() };
        }
        if (outcome) {
            m_extraLocks.insert(outcome->missingLocks.begin(), outcome->missingLocks.end());
            waits = waits || outcome->contended;
            continue;
        }
        m_projection.forget();
        last = outcome.error();
        if (last.kind != ErrorKind::Overloaded) {
            break;
        }
    }
    m_extraLocks.clear();
    return last;
}

std::size_t EventQueue::claimedBytes() const
{
    return std::accumulate(m_claimed.begin(), m_claimed.end(), std::size_t{ 0 },
        [](std::size_t sum, const StoredEvent &event) { return sum + event.payload.size(); });
}

Result<void> EventQueue::claim(const char *statement, const postgres::Parameters &parameters)
{
    m_working = false;
    m_claimed.clear();
    m_keys.clear();
    const auto held = m_pipeline->run("projection/hold_projection");
    if (!held) {
        return held.error();
    }
    const auto rows = m_pipeline->run(statement, parameters);
    if (!rows) {
        return rows.error();
    }
    m_claimed.reserve(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row) {
        m_claimed.push_back({ std::string(rows->text(row, 0)), rows->bytes(row, 1) });
        m_keys.push_back({ m_claimed.back().id, std::string(rows->text(row, 2)) });
        m_newest = rows->integer(row, 3);
        // It may have been changed since; a rebuild under the new one has ended where we hold our turn.
        m_projection.countAs(
            analytics::profileNamed(rows->text(row, 4)).value_or(analytics::Profile::StripeDefault));
    }
    return {};
}

Result<ProjectionOutcome> EventQueue::projectGuarded(const Events &events, bool waits)
{
    try {
        return m_projection.project({ events, m_extraLocks, std::nullopt, /*refold=*/false, waits });
    } catch (const std::exception &exception) {
        return Error{ ErrorKind::Internal, "projection_failed", "The event could not be projected.",
            exception.what() };
    }
}

Result<void> EventQueue::complete(postgres::Transaction &transaction, const ProjectionOutcome &outcome)
{
    observability::crashPoint("projection_after_facts");
    std::vector<QueueKey> done;
    std::vector<QueueKey> unreadable;
    for (const auto &key : m_keys) {
        if (outcome.putOff.contains(key.eventId)) {
            continue;
        }
        const bool bad = std::any_of(outcome.unreadable.begin(), outcome.unreadable.end(),
            [&](const UnreadableEvent &candidate) { return candidate.id == key.eventId; });
        (bad ? unreadable : done).push_back(key);
    }
    auto result = m_attempts.quarantine(outcome.unreadable, unreadable, "unreadable");
    if (result) {
        result = m_pipeline->post("projection/delete_queued", parametersOf(done));
    }
    if (result) {
        observability::crashPoint("projection_before_commit");
        result = transaction.commit();
    }
    if (result) {
        observability::crashPoint("projection_after_commit");
        m_projection.remember();
    } else {
        m_projection.forget();
    }
    return result;
}

Result<void> EventQueue::fold()
{
    constexpr std::int64_t mostDeltas = 20'000;
    postgres::Transaction transaction(*m_pipeline);
    auto done = transaction.begun();
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
        done = transaction.commit();
    }
    observability::crashPoint("fold_after_commit");
    return done;
}

Result<std::vector<Warning>> EventQueue::takeUntold(std::chrono::seconds quiet)
{
    constexpr std::int64_t mostAtOnce = 100;
    return projection::takeUntold(*m_pipeline, quiet, mostAtOnce);
}

} // namespace billhook::projection

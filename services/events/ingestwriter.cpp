#include "services/events/ingestwriter.h"

#include "services/events/eventinserter.h"
#include "services/events/ingestqueue.h"
#include "services/observability/crashpoint.h"
#include "services/postgres/sqlerror.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

namespace billhook::events {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

/** From one attempt to connect to the next: each costs a struggling server a process. */
constexpr auto restBetweenAttempts = 100ms;

Error overloaded()
{
    return { ErrorKind::Overloaded, "ingest_overloaded", "More events are waiting than can be held.", {} };
}

/** The sender is told to come again: it can't know whether a lost commit succeeded, and a second copy does no
 * harm. */
Error unavailable(const Error &cause)
{
    return { ErrorKind::Unavailable, cause.code, cause.message, cause.detail };
}

bool concernsRows(const Error &error)
{
    return error.kind == ErrorKind::Internal || error.kind == ErrorKind::InvalidInput
        || error.kind == ErrorKind::Conflict;
}

} // namespace

class IngestWriter::Private final
{
public:
    Private(IngestWriterOptions given, std::function<void()> onCommit)
        : options(std::move(given))
        , committed(std::move(onCommit))
        , queue(options.maxBatchRows, options.maxBatchBytes, options.maxQueuedBytes)
    { }

    void write();
    Result<void> process(EventInserter &inserter, IngestBatch batch);
    Result<std::vector<IngestOutcome>> insertPatiently(EventInserter &inserter, IngestBatch &batch);
    void processSingly(EventInserter &inserter, IngestBatch &batch);
    void succeed(IngestBatch &batch, const std::vector<IngestOutcome> &outcomes);
    void fail(IngestBatch &batch, const Error &error);
    void failWaiting(const Error &error);
    void answer(IngestEntry &entry, const Result<IngestOutcome> &result);

    IngestWriterOptions options;
    std::function<void()> committed;
    IngestQueue queue;
    std::atomic<int> losses{ 0 }; ///< of connections
    std::vector<std::thread> writers;
};

void IngestWriter::Private::write()
{
    EventInserter inserter(options.url);
    int known = 0;
    bool connected = false;
    for (IngestBatch batch = queue.take(); !batch.empty(); batch = queue.take()) {
        // Where one connection was lost the others may be dead as well, and each would take a call's whole
        // time to show it.
        if (const int now = losses; now != known) {
            inserter.disconnect();
            connected = false;
            known = now;
        }
        const auto begun = std::chrono::steady_clock::now();
        const auto done = process(inserter, std::move(batch));
        const bool wasConnected = std::exchange(connected, inserter.connected());
        if (done || connected) {
            continue;
        }
        failWaiting(done.error());
        if (wasConnected) {
            losses += 1;
        } else {
            std::this_thread::sleep_until(begun + restBetweenAttempts);
        }
    }
}

/** An error: of the database as a whole, with which all of the batch was answered. */
Result<void> IngestWriter::Private::process(EventInserter &inserter, IngestBatch batch)
{
    const auto outcomes = insertPatiently(inserter, batch);
    if (outcomes) {
        succeed(batch, *outcomes);
        return {};
    }
    if (concernsRows(outcomes.error())) {
        inserter.disconnect(); // a server process that overlooks a partition would do so again (V0017)
        processSingly(inserter, batch);
        return {};
    }
    fail(batch, outcomes.error());
    return outcomes.error();
}

Result<std::vector<IngestOutcome>> IngestWriter::Private::insertPatiently(
    EventInserter &inserter, IngestBatch &batch)
{
    auto outcomes = inserter.insert(batch);
    if (!outcomes && outcomes.error().kind == ErrorKind::Overloaded) {
        return inserter.insert(batch); // a deadlock or a lock held a moment too long: nothing was stored
    }
    return outcomes;
}

void IngestWriter::Private::processSingly(EventInserter &inserter, IngestBatch &batch)
{
    for (IngestEntry &entry : batch) {
        IngestBatch single;
        single.push_back(std::move(entry));
        observability::crashPoint("ingest_before_single");
        const auto outcomes = insertPatiently(inserter, single);
        if (outcomes) {
            succeed(single, *outcomes);
        } else if (concernsRows(outcomes.error())) {
            Error refused = outcomes.error();
            refused.kind = ErrorKind::Internal;
            answer(single.front(), refused);
        } else {
            fail(single, outcomes.error());
        }
    }
}

void IngestWriter::Private::succeed(IngestBatch &batch, const std::vector<IngestOutcome> &outcomes)
{
    const bool stored = std::find(outcomes.begin(), outcomes.end(), IngestOutcome::Stored) != outcomes.end();
    for (std::size_t index = 0; index < batch.size(); ++index) {
        answer(batch[index], outcomes[index]);
    }
    observability::crashPoint("ingest_after_answers");
    if (stored && committed) {
        committed();
    }
}

void IngestWriter::Private::fail(IngestBatch &batch, const Error &error)
{
    for (IngestEntry &entry : batch) {
        answer(entry, unavailable(error));
    }
}

/** Whoever waits would spend the next attempt's time on top of this one's. */
void IngestWriter::Private::failWaiting(const Error &error)
{
    IngestBatch waiting = queue.takeAll();
    fail(waiting, error);
}

void IngestWriter::Private::answer(IngestEntry &entry, const Result<IngestOutcome> &result)
{
    queue.answered(sizeOf(entry.event));
    entry.callback(result);
}

IngestWriter::IngestWriter(IngestWriterOptions options, std::function<void()> committed)
    : d(std::make_unique<Private>(std::move(options), std::move(committed)))
{
    for (int writer = 0; writer < std::max(1, d->options.writers); ++writer) {
        d->writers.emplace_back([this] { d->write(); });
    }
}

IngestWriter::~IngestWriter()
{
    stop();
}

void IngestWriter::submit(IncomingEvent event, Callback callback)
{
    IngestEntry entry{ std::move(event), std::move(callback) };
    if (!d->queue.push(entry)) {
        entry.callback(overloaded());
    }
}

bool IngestWriter::saturated() const
{
    return d->queue.crowded();
}

void IngestWriter::stop()
{
    d->queue.close();
    for (std::thread &writer : d->writers) {
        if (writer.joinable()) {
            writer.join();
        }
    }
}

} // namespace billhook::events

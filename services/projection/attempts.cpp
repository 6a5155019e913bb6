#include "services/projection/attempts.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/stripe/eventreader.h"

namespace billhook::projection {

using domain::Error;
using domain::Result;

namespace {

constexpr int mostAttempts = 8;

std::string joined(const std::vector<std::string> &ids)
{
    std::string text;
    for (const auto &id : ids) {
        text.append(text.empty() ? "" : ",").append(id);
    }
    return text;
}

} // namespace

Attempts::Attempts(postgres::Pipeline &pipeline)
    : m_pipeline(pipeline)
{ }

bool Attempts::usedUp(int attempts)
{
    return attempts > mostAttempts;
}

Result<int> Attempts::count(const QueueKey &key)
{
    postgres::Transaction transaction(m_pipeline);
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    const auto relaxed = m_pipeline.run("projection/relax_commit");
    const auto counted = m_pipeline.run("projection/count_attempt", parametersOf(key));
    if (!relaxed || !counted) {
        return relaxed ? counted.error() : relaxed.error();
    }
    observability::crashPoint("attempt_before_commit");
    const auto done = transaction.commit();
    if (!done) {
        return done.error();
    }
    observability::crashPoint("attempt_after_commit");
    return counted->count() == 0 ? 0 : static_cast<int>(counted->integer(0, 0));
}

void Attempts::uncount(const QueueKey &key)
{
    // Where this fails too, the try stays counted: one more is all that costs.
    static_cast<void>(m_pipeline.run("projection/uncount_attempt", parametersOf(key)).has_value());
}

Result<void> Attempts::noteFailure(const QueueKey &key, const Error &error, int attempts)
{
    const auto text = error.message + " " + error.detail;
    postgres::Transaction transaction(m_pipeline);
    auto done = transaction.begun();
    if (!done) {
        return done;
    }
    if (attempts < mostAttempts) {
        const auto noted = m_pipeline.run("projection/note_failure", parametersOf(key).text(text));
        done = noted ? Result<void>() : noted.error();
    } else {
        done = quarantineFailed(key, text, attempts);
    }
    observability::crashPoint("failure_before_commit");
    if (done) {
        done = transaction.commit();
    }
    observability::crashPoint("failure_after_commit");
    return done;
}

Result<void> Attempts::quarantineFailed(const QueueKey &key, const std::string &text, int attempts)
{
    const auto rows = m_pipeline.run("projection/claim_event", parametersOf(key));
    if (!rows) {
        return rows.error();
    }
    if (rows->count() == 0) {
        return {};
    }
    // One that ended the program even while it was set aside is not looked into again.
    const bool safe = attempts <= mostAttempts + 1;
    stripe::EventReader reader;
    auto objects = safe ? reader.mentionedIds(rows->bytes(0, 1)) : std::vector<std::string>{};
    return quarantine({ { key.eventId, text, std::move(objects) } }, { key }, "failed");
}

Result<void> Attempts::quarantine(
    const std::vector<UnreadableEvent> &events, const std::vector<QueueKey> &keys, const std::string &reason)
{
    if (events.empty()) {
        return {};
    }
    postgres::Texts ids;
    postgres::Texts reasons;
    postgres::Texts details;
    postgres::Texts objects;
    postgres::Texts marked;
    for (const auto &event : events) {
        ids.emplace_back(event.id);
        reasons.emplace_back(reason);
        details.emplace_back(event.detail);
        objects.emplace_back(joined(event.objectIds));
        marked.insert(marked.end(), event.objectIds.begin(), event.objectIds.end());
    }
    const auto moved = m_pipeline.run("projection/quarantine_queued",
        parametersOf(keys).texts(ids).texts(reasons).texts(details).texts(objects));
    if (!moved) {
        return moved.error();
    }
    const auto done = m_pipeline.run("projection/mark_incomplete", postgres::Parameters().texts(marked));
    observability::crashPoint("quarantine_before_commit");
    return done ? Result<void>() : done.error();
}

} // namespace billhook::projection

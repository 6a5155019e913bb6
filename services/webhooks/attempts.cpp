#include "services/webhooks/attempts.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/pipeline.h"
#include "services/stripe/eventreader.h"
#include "services/webhooks/columns.h"

namespace billhook::webhooks {

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

Result<int> Attempts::count(const std::string &id)
{
    auto done = m_pipeline.begin();
    if (!done) {
        return done.error();
    }
    const auto relaxed = m_pipeline.run("projection/relax_commit");
    const auto counted = m_pipeline.run("projection/count_attempt", postgres::Parameters().text(id));
    if (!relaxed || !counted) {
        m_pipeline.rollback();
        return relaxed ? counted.error() : relaxed.error();
    }
    observability::crashPoint("attempt_before_commit");
    done = m_pipeline.commit();
    if (!done) {
        return done.error();
    }
    observability::crashPoint("attempt_after_commit");
    return counted->count() == 0 ? 0 : static_cast<int>(counted->integer(0, 0));
}

void Attempts::uncount(const std::string &id)
{
    // Where this fails too, the try stays counted: one more is all that costs.
    static_cast<void>(
        m_pipeline.run("projection/uncount_attempt", postgres::Parameters().text(id)).has_value());
}

Result<void> Attempts::noteFailure(const std::string &id, const Error &error, int attempts)
{
    const auto text = error.message + " " + error.detail;
    auto done = m_pipeline.begin();
    if (!done) {
        return done;
    }
    if (attempts < mostAttempts) {
        const auto noted
            = m_pipeline.run("projection/note_failure", postgres::Parameters().text(id).text(text));
        done = noted ? Result<void>() : noted.error();
    } else {
        done = quarantineFailed(id, text, attempts);
    }
    observability::crashPoint("failure_before_commit");
    if (done) {
        done = m_pipeline.commit();
    }
    observability::crashPoint("failure_after_commit");
    return done;
}

Result<void> Attempts::quarantineFailed(const std::string &id, const std::string &text, int attempts)
{
    const auto rows = m_pipeline.run("projection/claim_event", postgres::Parameters().text(id));
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
    return quarantine({ { id, text, std::move(objects) } }, "failed");
}

Result<void> Attempts::quarantine(const std::vector<UnreadableEvent> &events, const std::string &reason)
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
    const auto moved = m_pipeline.run("projection/quarantine_queued",
        postgres::Parameters().texts(ids).texts(reasons).texts(details).texts(objects));
    if (!moved) {
        return moved.error();
    }
    const auto done = m_pipeline.run("projection/mark_incomplete", postgres::Parameters().texts(marked));
    observability::crashPoint("quarantine_before_commit");
    return done ? Result<void>() : done.error();
}

} // namespace billhook::webhooks

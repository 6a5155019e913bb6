#include "services/projection/attempts.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/stripe/eventreader.h"

#include <algorithm>
#include <array>

namespace billhook::projection {

using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr int mostAttempts = 8;

std::string joined(const std::vector<domain::ObjectKey> &objects)
{
    std::string text;
    for (const auto &key : objects) {
        text.append(text.empty() ? "" : ",").append(stripe::keyText(key));
    }
    return text;
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
        constexpr std::array data{ "21", "22", "23", "54", "P0" };
        return !error.sqlState.empty() && std::none_of(data.begin(), data.end(), [&](const char *state) {
            return error.sqlState.starts_with(state);
        });
    }
    default:
        return false;
    }
}

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
    auto objects = safe ? reader.mentioned(rows->bytes(0, 1)) : std::vector<domain::ObjectKey>{};
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
        objects.emplace_back(joined(event.objects));
        for (const auto &key : event.objects) {
            marked.emplace_back(stripe::keyText(key));
        }
    }
    const auto moved = m_pipeline.run("projection/quarantine_queued",
        parametersOf(keys).texts(ids).texts(reasons).texts(details).texts(objects));
    if (!moved) {
        return moved.error();
    }
    for (int row = 0; row < moved->count(); ++row) {
        m_quarantined.push_back({ std::string(moved->text(row, 0)), std::string(moved->text(row, 1)),
            std::string(moved->text(row, 2)), reason, std::string(moved->text(row, 3)) });
    }
    const auto done = m_pipeline.run("projection/mark_incomplete", postgres::Parameters().texts(marked));
    observability::crashPoint("quarantine_before_commit");
    return done ? Result<void>() : done.error();
}

} // namespace billhook::projection

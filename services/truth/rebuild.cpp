#include "services/truth/rebuild.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/mirrorstatements.h"
#include "services/stripe/eventreader.h"
#include "services/truth/shadow.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace billhook::truth {

using domain::Result;

namespace {

constexpr std::ptrdiff_t mostAtOnce = 1'000; ///< payloads in memory
constexpr std::int64_t mostBytes = 16'777'216; ///< of them; the one that crosses it is the last

bool isObservation(const std::string &id)
{
    return id.starts_with("obs_");
}

} // namespace

postgres::PipelineOptions truthOptions(std::string url)
{
    postgres::PipelineOptions options;
    options.url = std::move(url);
    options.role = "billhook_daemon";
    options.applicationName = "billhookd truth";
    options.callDeadline = std::chrono::minutes(30);
    options.made = projection::MirrorStatements().all();
    return options;
}

Rebuild::Rebuild(postgres::Pipeline &pipeline, analytics::Profile profile)
    : m_pipeline(pipeline)
    , m_projection(pipeline, profile)
{ }

Result<Rebuild::Report> Rebuild::run(Observations observations)
{
    const auto held = m_pipeline.run("replay/hold_exclusively");
    if (!held) {
        return held.error();
    }
    const auto entries = list(observations);
    if (!entries) {
        return entries.error();
    }
    const auto beside = beginShadow(m_pipeline);
    if (!beside) {
        return beside.error();
    }
    const auto prepared = m_pipeline.run("projection/hold_projection"); // for its settings
    if (!prepared) {
        return prepared.error();
    }
    auto told = std::chrono::steady_clock::now();
    for (auto first = entries->begin(); first != entries->end();) {
        auto last = first;
        for (std::int64_t bytes = 0; last != entries->end() && last->known == first->known
             && last - first < mostAtOnce && bytes < mostBytes;
             ++last) {
            bytes += last->bytes;
        }
        const auto events = load({ first, last });
        if (!events) {
            return events.error();
        }
        const auto done = projectBatch(*events, first->known);
        if (!done) {
            return done.error();
        }
        first = last;
        const auto now = std::chrono::steady_clock::now();
        if (m_progress && (now - told >= std::chrono::seconds(1) || first == entries->end())) {
            told = now;
            m_progress(static_cast<std::size_t>(first - entries->begin()), entries->size());
        }
    }
    const auto merged = mergeShadow(m_pipeline);
    if (!merged) {
        return merged.error();
    }
    return std::move(m_report);
}

Result<std::vector<Rebuild::Entry>> Rebuild::list(Observations observations)
{
    const auto rows = m_pipeline.run("replay/list_events");
    if (!rows) {
        return rows.error();
    }
    std::vector<Entry> entries;
    for (int row = 0; row < rows->count(); ++row) {
        Entry entry{ std::string(rows->text(row, 0)), std::string(rows->text(row, 1)),
            std::string(rows->text(row, 3)), rows->integer(row, 4) };
        const bool wanted = isObservation(entry.id) ? observations == Observations::Keep
                                                    : stripe::meaningOf(rows->text(row, 2)).has_value();
        if (wanted) {
            entries.push_back(std::move(entry));
        }
    }
    return entries;
}

Result<std::vector<projection::StoredEvent>> Rebuild::load(const std::vector<Entry> &entries)
{
    postgres::Texts ids;
    postgres::Texts created;
    for (const auto &entry : entries) {
        ids.emplace_back(entry.id);
        created.emplace_back(entry.created);
    }
    const auto rows
        = m_pipeline.run("replay/read_payloads", postgres::Parameters().texts(ids).texts(created));
    if (!rows) {
        return rows.error();
    }
    std::vector<projection::StoredEvent> events;
    events.reserve(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row) {
        events.push_back({ std::string(rows->text(row, 0)), rows->bytes(row, 1) });
    }
    return events;
}

Result<void> Rebuild::projectBatch(
    const std::vector<projection::StoredEvent> &events, const std::string &known)
{
    projection::ProjectionRequest request{ events, {}, known, /*refold=*/false };
    for (;;) {
        auto outcome = m_projection.project(request);
        if (!outcome) {
            return outcome.error();
        }
        if (!outcome->missingLocks.empty()) {
            // Nobody else projects now, so the locks taken so far can be kept.
            request.locks.insert(outcome->missingLocks.begin(), outcome->missingLocks.end());
            continue;
        }
        m_projection.remember();
        m_report.events += events.size() - outcome->unreadable.size();
        for (const auto &unreadable : outcome->unreadable) {
            m_report.unreadable.push_back(unreadable.id);
        }
        return {};
    }
}

} // namespace billhook::truth

#include "services/events/eventinserter.h"

#include "services/observability/crashpoint.h"

#include <algorithm>
#include <utility>

namespace billhook::events {

using namespace std::chrono_literals;
using domain::Result;

namespace {

// Outside of these the database would refuse anyway; far outside they are no timestamps at all.
constexpr std::int64_t earliest = 1'293'840'000; // 2011-01-01
constexpr std::int64_t latest = 4'102'444'800; // 2100-01-01

std::int64_t monthOf(std::int64_t seconds)
{
    const auto day
        = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
    const std::chrono::year_month_day date(day);
    return static_cast<std::int64_t>(static_cast<int>(date.year())) * 12
        + static_cast<std::int64_t>(static_cast<unsigned>(date.month()));
}

std::optional<std::string> textOrNull(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

postgres::Parameters parametersOf(const IngestBatch &batch)
{
    std::vector<std::optional<std::string>> ids;
    std::vector<std::optional<std::string>> types;
    std::vector<std::optional<std::int64_t>> created;
    std::vector<std::optional<std::string>> versions;
    std::vector<std::string_view> payloads;
    std::vector<std::optional<std::string>> reasons;
    for (const IngestEntry &entry : batch) {
        ids.emplace_back(entry.event.id);
        types.emplace_back(entry.event.type);
        created.emplace_back(entry.event.created);
        versions.push_back(textOrNull(entry.event.apiVersion));
        payloads.emplace_back(entry.event.payload);
        reasons.push_back(textOrNull(entry.event.quarantineReason));
    }
    postgres::Parameters parameters;
    parameters.texts(ids).texts(types).bigints(created).texts(versions).byteas(payloads).texts(reasons);
    return parameters;
}

} // namespace

EventInserter::EventInserter(const std::string &url)
    : m_pipeline({ url, "billhook_daemon", "billhookd ingest", 3s, { "ingest" } })
{ }

Result<std::vector<IngestOutcome>> EventInserter::insert(IngestBatch &batch)
{
    if (!m_pipeline.connected()) {
        m_months.clear(); // the next server may be a standby that has not seen all of this one's partitions
    }
    const auto partitions = ensurePartitions(batch);
    if (!partitions) {
        return partitions.error();
    }
    // Batches that share ids would deadlock in any other order.
    std::stable_sort(batch.begin(), batch.end(),
        [](const IngestEntry &left, const IngestEntry &right) { return left.event.id < right.event.id; });
    observability::crashPoint("ingest_before_insert");
    const auto rows = m_pipeline.run("ingest/insert_events", parametersOf(batch));
    if (!rows) {
        return rows.error();
    }
    observability::crashPoint("ingest_after_commit");
    std::set<std::pair<std::string, bool>> fresh;
    for (int row = 0; row < rows->count(); ++row) {
        fresh.emplace(rows->text(row, 0), rows->boolean(row, 1));
    }
    std::vector<IngestOutcome> outcomes;
    for (const IngestEntry &entry : batch) {
        const bool quarantined = !entry.event.quarantineReason.empty();
        const bool isNew = fresh.erase({ entry.event.id, quarantined }) > 0;
        outcomes.push_back(!isNew ? IngestOutcome::Duplicate
                : quarantined     ? IngestOutcome::Quarantined
                                  : IngestOutcome::Stored);
    }
    return confirmed(std::move(outcomes));
}

/**
 * A batch that brought nothing new wrote nothing, so its COMMIT waited for nobody; yet a copy may stand here
 * that a synchronous standby never got, as its own COMMIT was cut off while waiting.
 */
Result<std::vector<IngestOutcome>> EventInserter::confirmed(std::vector<IngestOutcome> outcomes)
{
    const bool onlyDuplicates = std::all_of(outcomes.begin(), outcomes.end(),
        [](IngestOutcome outcome) { return outcome == IngestOutcome::Duplicate; });
    if (onlyDuplicates) {
        const auto written = m_pipeline.run("ingest/confirm_duplicates");
        if (!written) {
            return written.error();
        }
    }
    return outcomes;
}

/** An event whose month can't have a partition loses its `created` here and goes to stripe_event_default. */
Result<void> EventInserter::ensurePartitions(IngestBatch &batch)
{
    for (IngestEntry &entry : batch) {
        std::optional<std::int64_t> &created = entry.event.created;
        if (!created || !entry.event.quarantineReason.empty()) {
            continue;
        }
        if (*created < earliest || *created >= latest) {
            created.reset();
            continue;
        }
        const std::int64_t month = monthOf(*created);
        if (m_months.contains(month)) {
            continue;
        }
        postgres::Parameters parameters;
        parameters.bigint(created);
        const auto ensured = m_pipeline.run("ingest/ensure_partition", parameters);
        if (!ensured) {
            return ensured.error();
        }
        observability::crashPoint("ingest_after_partition");
        if (ensured->boolean(0, 0)) {
            m_months.insert(month);
        } else {
            created.reset(); // not remembered: what is too far ahead today is fine in some months
        }
    }
    return {};
}

} // namespace billhook::events

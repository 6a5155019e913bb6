#include "services/truth/check.h"

#include "services/postgres/pipeline.h"
#include "services/projection/factstore.h"
#include "services/projection/revisions.h"
#include "services/truth/rebuild.h"

#include <algorithm>
#include <array>
#include <utility>

namespace billhook::truth {

using domain::Result;

namespace {

constexpr std::array statements{ "truth/check_rollups", "truth/check_movements", "truth/check_counters",
    "truth/check_risk", "truth/check_cards_due", "truth/check_balance", "truth/check_mirror",
    "truth/check_history", "truth/check_orphans", "truth/check_references" };

domain::ObjectKey keyOf(const postgres::Rows &rows, int row)
{
    return { static_cast<domain::ObjectKind>(rows.integer(row, 0)), std::string(rows.text(row, 1)) };
}

/** What a mirror row says about its own origin, against the fold. */
std::string difference(const postgres::Rows &rows, int row, const projection::FactMap &facts)
{
    const auto key = keyOf(rows, row);
    const auto id = stripe::keyText(key);
    const auto found = facts.find(key);
    if (found == facts.end() || !found->second.hasOwnEvidence()) {
        return id + " is in the mirror, but nothing is known about it";
    }
    const auto timeline = analytics::timeline(found->second.facts, found->second.observations);
    const auto &head = timeline.back();
    if (head.eventId != rows.text(row, 2) || head.eff != rows.integer(row, 3)
        || projection::qualityText(head) != rows.text(row, 4)) {
        return id + " shows what " + std::string(rows.text(row, 2)) + " said, what is known adds up to "
            + head.eventId;
    }
    return {};
}

} // namespace

Check::Check(std::string url)
    : m_url(std::move(url))
{ }

Result<std::vector<std::string>> Check::warnings() const
{
    postgres::Pipeline pipeline(truthOptions(m_url));
    const auto rows = pipeline.run("truth/list_warnings");
    if (!rows) {
        return rows.error();
    }
    std::vector<std::string> sentences;
    sentences.reserve(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row) {
        sentences.emplace_back(rows->text(row, 0));
    }
    return sentences;
}

Result<Check::WarningCounts> Check::warningCounts() const
{
    postgres::Pipeline pipeline(truthOptions(m_url));
    const auto rows = pipeline.run("truth/count_warnings");
    if (!rows) {
        return rows.error();
    }
    WarningCounts counts;
    for (int row = 0; row < rows->count(); ++row) {
        const auto warning = rows->text(row, 0);
        auto &count = warning == "amount_unknown" ? counts.amountsUnknown
            : warning == "status_unknown"         ? counts.statusesUnknown
                                                  : counts.gaps;
        count = rows->integer(row, 1);
    }
    return counts;
}

Result<std::vector<std::string>> Check::differences(std::int64_t sample) const
{
    postgres::Pipeline pipeline(truthOptions(m_url));
    const postgres::Transaction transaction(pipeline); // what is read is never kept
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    // Nothing may be projected between two of these statements.
    const auto held = pipeline.run("replay/hold_exclusively");
    if (!held) {
        return held.error();
    }
    std::vector<std::string> differences;
    for (const auto *statement : statements) {
        const auto rows = pipeline.run(statement);
        if (!rows) {
            return rows.error();
        }
        for (int row = 0; row < rows->count(); ++row) {
            differences.emplace_back(rows->text(row, 0));
        }
    }
    const auto compared = compareSample(pipeline, sample, differences);
    if (!compared) {
        return compared.error();
    }
    return differences;
}

Result<void> Check::compareSample(
    postgres::Pipeline &pipeline, std::int64_t sample, std::vector<std::string> &differences)
{
    const auto rows = pipeline.run("truth/sample_mirror", postgres::Parameters().bigint(sample));
    if (!rows) {
        return rows.error();
    }
    constexpr int atOnce = 500;
    for (int first = 0; first < rows->count(); first += atOnce) {
        const int last = std::min(first + atOnce, rows->count());
        projection::Keys keys;
        for (int row = first; row < last; ++row) {
            keys.insert(keyOf(*rows, row));
        }
        projection::FactMap facts;
        auto read = projection::FactStore(pipeline).read(keys, facts);
        if (!read) {
            return read;
        }
        for (int row = first; row < last; ++row) {
            if (auto found = difference(*rows, row, facts); !found.empty()) {
                differences.push_back(std::move(found));
            }
        }
    }
    return {};
}

} // namespace billhook::truth

#include "services/truth/digest.h"

#include "services/postgres/pipeline.h"
#include "services/projection/mirrorstatements.h"
#include "services/truth/rebuild.h"

#include <utility>
#include <vector>

namespace billhook::truth {

using domain::Result;

namespace {

/** The hash over the sorted hashes of all rows, in hex, and the number of observations behind them. A
 * function of the events and observations alone: no row says when or in which order something was learned. */
Result<postgres::Statement> digestStatement(Digest::Scope scope)
{
    std::string lines = projection::MirrorStatements().lines();
    std::vector<std::string> parts{ "truth/list_item_lines" };
    if (scope == Digest::Scope::State) {
        parts.emplace_back("truth/list_revenue_lines");
    }
    for (const auto &part : parts) {
        const auto sql = postgres::sqlOf(part);
        if (!sql) {
            return sql.error();
        }
        lines += " UNION ALL " + *sql;
    }
    return postgres::Statement{ "truth/digest_state",
        "WITH lines AS (" + lines
            + ") SELECT encode(sha256(coalesce(string_agg(hashed.hash, ''::bytea ORDER BY hashed.hash), "
              "''::bytea)),"
              " 'hex'), (SELECT count(*) FROM billhook.object_fact f WHERE f.fact_kind = 9)"
              " FROM (SELECT sha256(convert_to(lines.line, 'UTF8')) AS hash FROM lines) hashed",
        {} };
}

} // namespace

Digest::Digest(std::string url, analytics::Profile profile)
    : m_url(std::move(url))
    , m_profile(profile)
{ }

Result<void> Digest::wait(std::chrono::seconds atMost) const
{
    postgres::Pipeline pipeline(truthOptions(m_url));
    const auto end = std::chrono::steady_clock::now() + atMost;
    for (;;) {
        const auto rows = pipeline.run("truth/count_queued");
        if (!rows) {
            return rows.error();
        }
        const auto left = rows->integer(0, 0);
        if (left == 0) {
            return {};
        }
        if (std::chrono::steady_clock::now() >= end) {
            return domain::Error{ domain::ErrorKind::Timeout, "still_projecting",
                std::to_string(left) + " events were not projected after " + std::to_string(atMost.count())
                    + " s. Is a daemon running on this database?",
                {} };
        }
        const auto paused = pipeline.run("truth/pause_briefly");
        if (!paused) {
            return paused.error();
        }
    }
}

Result<std::string> Digest::line(Scope scope, Basis basis) const
{
    auto digest = digestStatement(scope);
    if (!digest) {
        return digest.error();
    }
    auto options = truthOptions(m_url);
    options.made.push_back(std::move(*digest));
    postgres::Pipeline pipeline(std::move(options));
    const postgres::Transaction transaction(pipeline); // what is read is never kept
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    if (basis == Basis::EventsOnly) {
        const auto rebuilt = Rebuild(pipeline, m_profile).run(Rebuild::Observations::Ignore);
        if (!rebuilt) {
            return rebuilt.error();
        }
    }
    const auto rows = pipeline.run("truth/digest_state");
    if (!rows) {
        return rows.error();
    }
    auto line = std::string(rows->text(0, 0)) + " " + std::string(rows->text(0, 1));
    return line;
}

} // namespace billhook::truth

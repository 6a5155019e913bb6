#include "services/truth/shadow.h"

#include "services/postgres/pipeline.h"
#include "services/postgres/statementcatalog.h"

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace billhook::truth {

using domain::Result;

namespace {

using Names = std::set<std::string, std::less<>>;

constexpr std::string_view ours = "billhook.";

/** The SQL with pg_temp.name wherever it says billhook.name of a table that has a shadow. */
std::string inShadow(std::string_view sql, const Names &shadowed)
{
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
    std::string changed;
    while (!sql.empty()) {
        const auto at = sql.find(ours);
        changed.append(sql.substr(0, at));
        if (at == std::string_view::npos) {
            break;
        }
        sql.remove_prefix(at + ours.size());
        const auto name = sql.substr(0, sql.find_first_not_of(letters));
        changed.append(shadowed.contains(name) ? "pg_temp." : ours);
        changed.append(name);
        sql.remove_prefix(name.size());
    }
    return changed;
}

/** The organization list is made at the end, once. */
std::string rewritten(const postgres::Statement &statement, const Names &shadowed)
{
    if (statement.name == "projection/refresh_organizations") {
        return "SELECT WHERE $1::text[] IS NULL AND $2::text[] IS NULL";
    }
    return statement.name.starts_with("projection/") ? inShadow(statement.sql, shadowed) : statement.sql;
}

} // namespace

Result<void> beginShadow(postgres::Pipeline &pipeline)
{
    const auto rows = pipeline.run("replay/make_shadow");
    if (!rows) {
        return rows.error();
    }
    Names shadowed;
    for (int row = 0; row < rows->count(); ++row) {
        shadowed.emplace(rows->text(row, 0));
    }
    pipeline.rewriteBy([shadowed = std::move(shadowed)](
                           const postgres::Statement &statement) { return rewritten(statement, shadowed); });
    return {};
}

Result<void> mergeShadow(postgres::Pipeline &pipeline)
{
    for (const auto *statement : { "projection/fold_rollups", "projection/fold_counters" }) {
        const auto folded = pipeline.run(
            statement, postgres::Parameters().bigint(std::numeric_limits<std::int64_t>::max()));
        if (!folded) {
            return folded.error();
        }
    }
    const auto merged = pipeline.run("replay/merge_shadow");
    return merged ? Result<void>() : merged.error();
}

} // namespace billhook::truth

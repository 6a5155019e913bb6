#pragma once

#include "models/domain/fact.h"
#include "tests/support/lifecycle.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace billhook::support {

/** Seconds. */
inline constexpr std::int64_t day = 86400;
inline constexpr std::int64_t month = 30 * day;

/** The fields a script plays with; rendered to a State. */
struct Shape
{
    std::string status = "active";
    std::int64_t quantity = 1;
    std::int64_t unitAmount = 1000;
    std::int64_t note = 0;
    bool hasDiscount = false;
    bool cancelAtPeriodEnd = false;
    std::int64_t created = 0;
    std::int64_t periodStart = 0;
    std::optional<std::int64_t> endedAt;

    bool operator==(const Shape &) const = default;
};

domain::State render(const Shape &shape, const std::string &id);
domain::Phase phaseOf(const Shape &shape, domain::FactKind kind);
std::vector<std::string> changedFields(const domain::State &before, const domain::State &after);

/** The rules of effective time, applied to what happened in the order in which it happened. */
class TruthKeeper final
{
public:
    /** The revisions must outlive the keeper. */
    explicit TruthKeeper(std::vector<TrueRevision> &revisions)
        : m_revisions(revisions)
    { }

    void record(domain::Phase phase, std::int64_t stamp, const domain::State &state);
    void finish();

private:
    std::vector<TrueRevision> &m_revisions;
    bool m_isEnded = false;
};

} // namespace billhook::support

#include "models/analytics/movementtable.h"

#include "models/analytics/largestremainder.h"
#include "models/domain/recurring.h"

#include <array>
#include <cstddef>

namespace billhook::analytics {

using domain::Int128;

std::vector<Period> monthsFrom(std::chrono::year_month first, int count)
{
    std::vector<Period> periods;
    for (int i = 0; i < count; ++i) {
        const auto month = first + std::chrono::months(i);
        periods.push_back({ .from = Day(month / std::chrono::day(1)),
            .to = Day((month + std::chrono::months(1)) / std::chrono::day(1)) });
    }
    return periods;
}

bool addsUp(const MovementLines &lines)
{
    const Int128 sum = Int128{ lines.opening } + lines.newBusiness + lines.expansion + lines.reactivation
        + lines.contraction + lines.churn + lines.fx;
    return sum == lines.closing;
}

std::int64_t &lineOf(MovementLines &lines, MovementKind kind)
{
    switch (kind) {
    case MovementKind::New:
        return lines.newBusiness;
    case MovementKind::Reactivation:
        return lines.reactivation;
    case MovementKind::Expansion:
        return lines.expansion;
    case MovementKind::Contraction:
        return lines.contraction;
    case MovementKind::Churn:
        break;
    }
    return lines.churn;
}

MovementLines monthlyOf(const MovementLines &annual)
{
    MovementLines shown;
    shown.opening = domain::monthlyOf(annual.opening);
    shown.closing = domain::monthlyOf(annual.closing);
    const std::array<Int128, 6> lines{ annual.newBusiness, annual.expansion, annual.reactivation,
        annual.contraction, annual.churn, annual.fx };
    const Int128 between = Int128{ shown.closing } - shown.opening;
    const auto shares = largestRemainder(lines, domain::monthsPerYear, between).shares;
    shown.newBusiness = static_cast<std::int64_t>(shares[0]);
    shown.expansion = static_cast<std::int64_t>(shares[1]);
    shown.reactivation = static_cast<std::int64_t>(shares[2]);
    shown.contraction = static_cast<std::int64_t>(shares[3]);
    shown.churn = static_cast<std::int64_t>(shares[4]);
    shown.fx = static_cast<std::int64_t>(shares[5]);
    return shown;
}

std::optional<std::vector<MovementColumn>> movementTable(
    std::int64_t opening, std::span<const DailyDelta> deltas, std::span<const Period> periods)
{
    std::vector<MovementColumn> table;
    std::int64_t balance = opening;
    for (const Period &period : periods) {
        MovementColumn column{ .period = period, .annual = {}, .shown = {} };
        column.annual.opening = balance;
        for (const DailyDelta &delta : deltas) {
            if (delta.day < period.from || delta.day >= period.to) {
                continue;
            }
            std::int64_t &line = lineOf(column.annual, delta.kind);
            if (__builtin_add_overflow(line, delta.amount, &line)
                || __builtin_add_overflow(balance, delta.amount, &balance)) {
                return std::nullopt;
            }
        }
        column.annual.closing = balance;
        column.shown = monthlyOf(column.annual);
        table.push_back(column);
    }
    return table;
}

} // namespace billhook::analytics

#include "models/analytics/movements.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace billhook::analytics {

namespace {

struct Contribution
{
    std::string_view currency;
    std::int64_t annual = 0;
};

struct Change
{
    std::int64_t amount = 0;
    std::string_view leastEventId;
};

using Changes = std::map<std::string_view, Change>;

void add(Changes &changes, std::string_view currency, std::int64_t amount, std::string_view eventId)
{
    auto [change, isFirst] = changes.try_emplace(currency, Change{ 0, eventId });
    change->second.amount += amount;
    change->second.leastEventId = std::min(change->second.leastEventId, eventId);
}

/** Replaces the subscription's contribution and notes what that changes. */
void apply(const RevisionPoint &point, Contribution &standing, Changes &changes)
{
    if (standing.currency == point.currency) {
        if (point.annual != standing.annual) {
            add(changes, point.currency, point.annual - standing.annual, point.eventId);
        }
    } else {
        if (standing.annual != 0) {
            add(changes, standing.currency, -standing.annual, point.eventId);
        }
        if (point.annual != 0) {
            add(changes, point.currency, point.annual, point.eventId);
        }
    }
    standing = { point.currency, point.annual };
}

MovementKind kindOf(std::int64_t before, std::int64_t after, bool hasPaid)
{
    if (before == 0) {
        return hasPaid ? MovementKind::Reactivation : MovementKind::New;
    }
    if (after == 0) {
        return MovementKind::Churn;
    }
    return after > before ? MovementKind::Expansion : MovementKind::Contraction;
}

std::vector<const RevisionPoint *> sorted(std::span<const RevisionPoint> points)
{
    std::vector<const RevisionPoint *> order;
    order.reserve(points.size());
    for (const auto &point : points) {
        order.push_back(&point);
    }
    std::sort(order.begin(), order.end(), [](const RevisionPoint *left, const RevisionPoint *right) {
        return std::tie(left->eff, left->subscriptionId, left->eventId)
            < std::tie(right->eff, right->subscriptionId, right->eventId);
    });
    return order;
}

} // namespace

std::vector<Movement> movements(std::span<const RevisionPoint> allRevisionsOfOneCustomer)
{
    const auto points = sorted(allRevisionsOfOneCustomer);
    std::map<std::string_view, Contribution> contributions;
    std::map<std::string_view, std::int64_t> totals;
    std::vector<Movement> result;
    bool hasPaid = false;
    for (auto point = points.begin(); point != points.end();) {
        const auto second = (*point)->eff;
        Changes changes;
        for (; point != points.end() && (*point)->eff == second; ++point) {
            apply(**point, contributions[(*point)->subscriptionId], changes);
        }
        bool paysNow = false;
        for (const auto &[currency, change] : changes) {
            auto &total = totals[currency];
            const auto before = std::exchange(total, total + change.amount);
            if (total != before) {
                result.push_back({ std::string(currency), second, kindOf(before, total, hasPaid),
                    change.amount, std::string(change.leastEventId) });
            }
            paysNow = paysNow || total > 0;
        }
        hasPaid = hasPaid || paysNow;
    }
    return result;
}

} // namespace billhook::analytics

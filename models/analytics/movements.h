#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace billhook::analytics {

/** Why a customer's recurring revenue changed. */
enum class MovementKind : std::int16_t
{
    New, ///< from 0, never above 0 before in any currency
    Reactivation, ///< from 0, above 0 at some earlier second
    Expansion,
    Contraction,
    Churn, ///< to 0
};

/** From `eff` on, until its next point, the subscription contributes `annual`, all of it in `currency`. */
struct RevisionPoint
{
    std::string subscriptionId;
    std::int64_t eff = 0; ///< UTC seconds
    std::string currency; ///< lower case
    std::int64_t annual = 0; ///< minor units a year, not negative
    std::string eventId;
};

/** The net change of one customer in one second and currency. */
struct Movement
{
    std::string currency;
    std::int64_t eff = 0; ///< UTC seconds
    MovementKind kind = MovementKind::New;
    std::int64_t amount = 0; ///< signed, minor units a year, never 0
    std::string eventId; ///< the least id among the revisions that changed this currency in this second

    bool operator==(const Movement &) const = default;
};

/**
 * The movements of one customer from the revisions of all its subscriptions, by second, then currency.
 * Depends on the set of points only; there is at most one point for a subscription and second.
 */
std::vector<Movement> movements(std::span<const RevisionPoint> allRevisionsOfOneCustomer);

} // namespace billhook::analytics

#pragma once

#include "models/analytics/movementtable.h"
#include "models/analytics/rational.h"

#include <cstdint>

/**
 * The rates of metrics.md as exact fractions. A division by 0 has no value and is shown as a dash.
 * Lines are annual or monthly, but all of one column; amounts are minor units of one currency.
 */
namespace billhook::analytics {

/** Average revenue per paying customer a month, in minor units. */
Rational revenuePerCustomer(std::int64_t annual, std::int64_t payingCustomers);

Rational grossRevenueChurn(const MovementLines &lines);
Rational netRevenueChurn(const MovementLines &lines);

/** `cohort`: opening and lines of the customers that made up the opening, and of nobody else. */
Rational netRevenueRetention(const MovementLines &cohort);
Rational grossRevenueRetention(const MovementLines &cohort); ///< never above 1

Rational customerChurn(std::int64_t lost, std::int64_t atStart);
Rational quickRatio(const MovementLines &lines);

/** Minor units; both unrounded, of the same trailing period. */
Rational lifetimeValue(const Rational &revenuePerCustomer, const Rational &customerChurn);

/** Trials that ended in the period and then paid their first invoice, of those that ended. */
Rational trialConversion(std::int64_t converted, std::int64_t ended);

} // namespace billhook::analytics

#include "models/analytics/ratios.h"

#include "models/domain/recurring.h"

namespace billhook::analytics {

namespace {

/** Lost amounts are not above 0 in the lines; here they are counted as losses. */
Rational lossOf(const MovementLines &lines)
{
    return Rational::whole(-(domain::Int128{ lines.contraction } + lines.churn));
}

Rational gainOf(const MovementLines &lines)
{
    return Rational::whole(domain::Int128{ lines.expansion } + lines.reactivation);
}

Rational openingOf(const MovementLines &lines)
{
    return Rational::whole(lines.opening);
}

} // namespace

Rational revenuePerCustomer(std::int64_t annual, std::int64_t payingCustomers)
{
    return Rational::ratio(annual, domain::monthsPerYear) / Rational::whole(payingCustomers);
}

Rational grossRevenueChurn(const MovementLines &lines)
{
    return lossOf(lines) / openingOf(lines);
}

Rational netRevenueChurn(const MovementLines &lines)
{
    return (lossOf(lines) - gainOf(lines)) / openingOf(lines);
}

Rational netRevenueRetention(const MovementLines &cohort)
{
    return (openingOf(cohort) + Rational::whole(cohort.expansion) - lossOf(cohort)) / openingOf(cohort);
}

Rational grossRevenueRetention(const MovementLines &cohort)
{
    const Rational kept = (openingOf(cohort) - lossOf(cohort)) / openingOf(cohort);
    const Rational all = Rational::whole(1);
    return (kept - all).isPositive() ? all : kept;
}

Rational customerChurn(std::int64_t lost, std::int64_t atStart)
{
    return Rational::ratio(lost, atStart);
}

Rational quickRatio(const MovementLines &lines)
{
    return (Rational::whole(lines.newBusiness) + gainOf(lines)) / lossOf(lines);
}

Rational lifetimeValue(const Rational &revenuePerCustomer, const Rational &customerChurn)
{
    return revenuePerCustomer / customerChurn;
}

Rational trialConversion(std::int64_t converted, std::int64_t ended)
{
    return Rational::ratio(converted, ended);
}

} // namespace billhook::analytics

#include "services/sandbox/engine/periods.h"

namespace billhook::sandbox {

namespace {

int monthsPerPeriod(const Subscription &subscription)
{
    return subscription.items.front().price->interval == "year" ? 12 : 1;
}

void setPeriod(Subscription &subscription)
{
    const auto months = monthsPerPeriod(subscription);
    subscription.periodStart = addMonths(subscription.anchor, subscription.cycles * months);
    subscription.periodEnd = addMonths(subscription.anchor, (subscription.cycles + 1) * months);
}

} // namespace

void restartPeriods(Subscription &subscription, Seconds at)
{
    subscription.anchor = at;
    subscription.cycles = 0;
    setPeriod(subscription);
}

void advancePeriod(Subscription &subscription)
{
    ++subscription.cycles;
    setPeriod(subscription);
}

void startTrial(Subscription &subscription, Seconds at, int days)
{
    subscription.status = "trialing";
    subscription.trialStart = at;
    subscription.trialEnd = at + days * dayLength;
    subscription.anchor = *subscription.trialEnd;
    subscription.periodEnd = *subscription.trialEnd;
}

TrialEnd trialEndOf(const Subscription &subscription, const Customer &customer)
{
    if (subscription.cancelAtPeriodEnd) {
        return TrialEnd::Cancel;
    }
    return customer.card ? TrialEnd::Bill : TrialEnd::NoPaymentMethod;
}

} // namespace billhook::sandbox

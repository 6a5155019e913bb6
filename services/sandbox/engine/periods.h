#pragma once

#include "services/sandbox/engine/records.h"

namespace billhook::sandbox {

// When a subscription is billed. Periods are counted from the anchor, so that one of a 31st finds its way
// back to it.

/** Starts counting periods anew at `at`. */
void restartPeriods(Subscription &subscription, Seconds at);
/** Moves on to the period after the current one. */
void advancePeriod(Subscription &subscription);
/** A trial of so many days, whose end is the anchor of what follows. */
void startTrial(Subscription &subscription, Seconds at, int days);

enum class TrialEnd
{
    Cancel, ///< notice had been given
    Bill,
    NoPaymentMethod, ///< trial_settings.end_behavior.missing_payment_method decides
};
TrialEnd trialEndOf(const Subscription &subscription, const Customer &customer);

} // namespace billhook::sandbox

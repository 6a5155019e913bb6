#pragma once

#include "services/sandbox/company/stage.h"

namespace billhook::sandbox {

/** What chance makes of Stripe's clockwork for one customer: which card is refused, who pays after all, and
 * when. */
class BillingCycle final
{
public:
    explicit BillingCycle(Stage &stage);

    void trialWillEnd(Subscription &subscription, Seconds at);
    void trialEnd(Subscription &subscription, Seconds at);
    /** A week before a yearly renewal. */
    void upcoming(Subscription &subscription, Seconds at);
    void renew(Subscription &subscription, Seconds at);
    void collect(Subscription &subscription, Seconds at);
    void retry(Subscription &subscription, Seconds at);
    void payWithNewCard(Subscription &subscription, Seconds at);
    /** Bills waiting prorations before the period ends; often the card is refused. Nothing without any. */
    void billPending(Subscription &subscription, Seconds at);
    void expireIncomplete(Subscription &subscription, Seconds at);

private:
    void endWithoutCard(Subscription &subscription, Seconds at);
    void convertTrial(Subscription &subscription, Seconds at);
    void renewExpiredCard(Seconds at);
    std::string declineCode(const Subscription &subscription, Seconds at);
    void startDunning(Subscription &subscription, Seconds at, const std::string &code);
    void giveUp(Subscription &subscription, Seconds at);

    Stage &m_stage;
};

} // namespace billhook::sandbox

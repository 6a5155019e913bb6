#pragma once

#include "services/sandbox/company/stage.h"

#include <vector>

namespace billhook::sandbox {

/** One customer from sign-up on: works through the agenda and turns it into events. */
class CustomerLife final
{
public:
    CustomerLife(
        const Catalog &catalog, Seconds historyEnd, Account account, Random random, EventWriter events);

    /** Everything that happens until `now`, in order. */
    std::vector<StripeEvent> liveUntil(Seconds now);

    /** One task that is due at `now`, told as happening then; nothing when none is due. */
    std::vector<StripeEvent> takeDue(Seconds now);

    Stage &stage() { return m_stage; }
    const Account &account() const { return m_stage.account; }

private:
    void plan();
    void perform(const Task &task);
    void performOn(Subscription &subscription, const Task &task);
    void performStory(Subscription *subscription, const Task &task);
    void decide(Seconds at);

    Stage m_stage;
};

} // namespace billhook::sandbox

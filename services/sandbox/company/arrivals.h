#pragma once

#include "services/sandbox/company/stage.h"

namespace billhook::sandbox {

/** How subscriptions begin and begin again: sign-ups, trials, second ones, comebacks, pauses and their end.
 */
class Arrivals final
{
public:
    explicit Arrivals(Stage &stage);

    void signUp(Seconds at);
    void comeBack(Seconds at);
    void addSecond(Seconds at);
    void pause(Subscription &subscription, Seconds at);
    void resume(Subscription &subscription, Seconds at);
    /** An unpaid subscription is paid after all. */
    void reinstate(Subscription &subscription, Seconds at);

private:
    void startPaying(Seconds at);
    void startTrial(Seconds at);
    const Price &choosePrice();
    std::int64_t quantityFor(const Price &price) const;

    Stage &m_stage;
};

} // namespace billhook::sandbox

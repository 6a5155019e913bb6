#pragma once

#include "services/sandbox/company/stage.h"

namespace billhook::sandbox {

/** What a paying customer decides: more or fewer seats, another plan, a coupon, notice, a new card. */
class Decisions final
{
public:
    explicit Decisions(Stage &stage);

    /** Whether plan and seats may be changed just now: active, nothing open, no notice given. */
    static bool canChange(const Subscription &subscription);

    /** One of the things a customer does now and then; often nothing. */
    void decide(Subscription &subscription, Seconds at);

    void addSeats(Subscription &subscription, Seconds at);
    void dropSeats(Subscription &subscription, Seconds at);
    void upgrade(Subscription &subscription, Seconds at);
    void downgrade(Subscription &subscription, Seconds at);
    void giveNotice(Subscription &subscription, Seconds at);
    void cancelNow(Subscription &subscription, Seconds at);
    void changeCard(Seconds at);
    void resumeCollection(Subscription &subscription, Seconds at);

private:
    void decideRarely(Subscription &subscription, Seconds at);
    void setQuantity(Subscription &subscription, Seconds at, std::int64_t quantity);
    void switchPrice(Subscription &subscription, Seconds at, const Price &price, bool billNow);
    void addExtra(Subscription &subscription, Seconds at);
    void grantCoupon(Subscription &subscription, Seconds at);
    void pauseCollection(Subscription &subscription, Seconds at);
    void changeContact(Seconds at);
    void payForUpdate(Subscription &subscription, Seconds at);
    void mayComeBack(Seconds at, int permille);

    Stage &m_stage;
};

} // namespace billhook::sandbox

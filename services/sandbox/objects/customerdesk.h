#pragma once

#include "services/sandbox/engine/eventwriter.h"
#include "services/sandbox/engine/records.h"

#include <functional>

namespace billhook::sandbox {

/** Everything that happens to one customer and their card, told as events. */
class CustomerDesk final
{
public:
    CustomerDesk(EventWriter &events, Customer &customer);

    void create(Seconds at);
    void change(Seconds at, const std::function<void(Customer &)> &change);

    /** A new card becomes the default; a former one is detached. */
    void useCard(Seconds at, const Card &card);
    /** The bank's update of a card that was replaced: same number of the method, new expiry. */
    void renewCard(Seconds at, int years);

    void grantDiscount(Seconds at, const Coupon &coupon);
    void endDiscount(Seconds at);

private:
    EventWriter &m_events;
    Customer &m_customer;
};

Discount makeDiscount(EventWriter &events, const Coupon &coupon, const std::string &customerId, Seconds at);

} // namespace billhook::sandbox

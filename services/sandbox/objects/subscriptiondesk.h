#pragma once

#include "services/sandbox/engine/eventwriter.h"
#include "services/sandbox/engine/records.h"

#include <functional>
#include <string>

namespace billhook::sandbox {

/** Everything that happens to the subscriptions of one customer, told as events. */
class SubscriptionDesk final
{
public:
    SubscriptionDesk(EventWriter &events, Customer &customer);

    /** Ids, period and status of a new subscription, not yet told. */
    Subscription prepare(Seconds at, const Price &price, std::int64_t quantity, int trialDays);
    void announce(const Subscription &subscription);

    /** Applies `change` and tells it as customer.subscription.updated. */
    void change(Subscription &subscription, Seconds at, const std::function<void(Subscription &)> &change);
    /** A further event about the subscription as it stands, such as trial_will_end, paused, resumed. */
    void tell(const Subscription &subscription, const std::string &type, Seconds at);

    /** The end: status canceled, `endedAt` as given, told as customer.subscription.deleted. */
    void end(Subscription &subscription, Seconds at, Seconds endedAt, const std::string &reason);

    void grantDiscount(Subscription &subscription, Seconds at, const Coupon &coupon);
    void grantItemDiscount(Subscription &subscription, Seconds at, const Coupon &coupon);
    /** Removes what has run out: repeating discounts past their end, and `once` after the first invoice. */
    void endDiscounts(Subscription &subscription, Seconds at);

private:
    EventWriter &m_events;
    Customer &m_customer;
};

} // namespace billhook::sandbox

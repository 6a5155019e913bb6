#include "services/sandbox/objects/subscriptiondesk.h"

#include "services/sandbox/engine/periods.h"
#include "services/sandbox/objects/catalogobjects.h"
#include "services/sandbox/objects/customerdesk.h"
#include "services/sandbox/objects/subscriptionobjects.h"

#include <algorithm>
#include <iterator>

namespace billhook::sandbox {

namespace {

bool hasRunOut(const Discount &discount, Seconds at)
{
    return discount.coupon->duration == "once" || (discount.end && *discount.end <= at);
}

} // namespace

SubscriptionDesk::SubscriptionDesk(EventWriter &events, Customer &customer)
    : m_events(events)
    , m_customer(customer)
{ }

Subscription SubscriptionDesk::prepare(Seconds at, const Price &price, std::int64_t quantity, int trialDays)
{
    Subscription subscription;
    subscription.id = m_events.newId("sub");
    subscription.customerId = m_customer.id;
    subscription.currency = price.currency;
    subscription.created = at;
    subscription.items.push_back({ m_events.newId("si", 14), &price, quantity, at, {} });
    restartPeriods(subscription, at);
    subscription.status = "incomplete";
    if (trialDays > 0) {
        startTrial(subscription, at, trialDays);
    }
    return subscription;
}

void SubscriptionDesk::announce(const Subscription &subscription)
{
    tell(subscription, "customer.subscription.created", subscription.created);
}

void SubscriptionDesk::change(
    Subscription &subscription, Seconds at, const std::function<void(Subscription &)> &change)
{
    const auto &shape = m_events.shapeAt(at);
    const auto before = subscriptionObject(subscription, shape);
    change(subscription);
    m_events.writeUpdate(
        "customer.subscription.updated", at, before, subscriptionObject(subscription, shape));
}

void SubscriptionDesk::tell(const Subscription &subscription, const std::string &type, Seconds at)
{
    m_events.write(type, at, subscriptionObject(subscription, m_events.shapeAt(at)));
}

void SubscriptionDesk::end(Subscription &subscription, Seconds at, Seconds endedAt, const std::string &reason)
{
    subscription.status = "canceled";
    subscription.endedAt = endedAt;
    if (!subscription.canceledAt) {
        subscription.canceledAt = endedAt;
    }
    if (subscription.cancellationReason.empty()) {
        subscription.cancellationReason = reason;
    }
    tell(subscription, "customer.subscription.deleted", at);
}

void SubscriptionDesk::grantDiscount(Subscription &subscription, Seconds at, const Coupon &coupon)
{
    auto discount = makeDiscount(m_events, coupon, m_customer.id, at);
    discount.subscriptionId = subscription.id;
    m_events.write("customer.discount.created", at, discountObject(discount, m_events.shapeAt(at)));
    change(subscription, at, [&discount](Subscription &sub) { sub.discounts.push_back(discount); });
}

void SubscriptionDesk::grantItemDiscount(Subscription &subscription, Seconds at, const Coupon &coupon)
{
    auto discount = makeDiscount(m_events, coupon, m_customer.id, at);
    discount.subscriptionId = subscription.id;
    discount.itemId = subscription.items.front().id;
    m_events.write("customer.discount.created", at, discountObject(discount, m_events.shapeAt(at)));
    change(subscription, at,
        [&discount](Subscription &sub) { sub.items.front().discounts.push_back(discount); });
}

void SubscriptionDesk::endDiscounts(Subscription &subscription, Seconds at)
{
    std::vector<Discount> gone;
    std::copy_if(subscription.discounts.begin(), subscription.discounts.end(), std::back_inserter(gone),
        [at](const Discount &discount) { return hasRunOut(discount, at); });
    if (gone.empty()) {
        return;
    }
    for (const auto &discount : gone) {
        m_events.write("customer.discount.deleted", at, discountObject(discount, m_events.shapeAt(at)));
    }
    change(subscription, at, [at](Subscription &sub) {
        std::erase_if(sub.discounts, [at](const Discount &discount) { return hasRunOut(discount, at); });
    });
}

} // namespace billhook::sandbox

#include "services/sandbox/objects/collectiondesk.h"

#include "services/sandbox/engine/dunning.h"
#include "services/sandbox/engine/invoicelines.h"
#include "services/sandbox/engine/periods.h"

namespace billhook::sandbox {

CollectionDesk::CollectionDesk(EventWriter &events, Customer &customer)
    : m_events(events)
    , m_customer(events, customer)
    , m_subscriptions(events, customer)
    , m_invoices(events, customer)
{ }

void CollectionDesk::convertTrial(Subscription &subscription, Seconds at)
{
    m_subscriptions.change(subscription, at, [this, at](Subscription &sub) {
        sub.status = "active";
        restartPeriods(sub, at);
        m_invoices.draft(sub, at, "subscription_cycle", periodLines(sub, 0, m_events));
    });
    m_invoices.announce(subscription, at);
}

void CollectionDesk::pauseForCard(Subscription &subscription, Seconds at)
{
    m_subscriptions.change(subscription, at, [](Subscription &sub) { sub.status = "paused"; });
    m_subscriptions.tell(subscription, "customer.subscription.paused", at);
}

void CollectionDesk::renew(Subscription &subscription, Seconds at, std::int64_t usage)
{
    m_subscriptions.change(subscription, at, [this, at, usage](Subscription &sub) {
        advancePeriod(sub);
        m_invoices.draft(sub, at, "subscription_cycle", periodLines(sub, usage, m_events));
    });
    m_invoices.announce(subscription, at);
}

void CollectionDesk::billPending(Subscription &subscription, Seconds at)
{
    m_subscriptions.change(subscription, at,
        [this, at](Subscription &sub) { m_invoices.draft(sub, at, "subscription_update", {}); });
    m_invoices.announce(subscription, at);
    m_invoices.finalize(subscription, at);
}

std::optional<Seconds> CollectionDesk::refuse(Subscription &subscription, Seconds at, const Decline &decline)
{
    const auto next = nextRetry(subscription.openInvoice->attempts + 1, at);
    m_invoices.fail(subscription, at, decline, next);
    return next;
}

std::optional<Seconds> CollectionDesk::refuseFirst(
    Subscription &subscription, Seconds at, const Decline &decline)
{
    const auto next = refuse(subscription, at, decline);
    m_subscriptions.change(subscription, at, [](Subscription &sub) { sub.status = "past_due"; });
    m_customer.change(at, [](Customer &customer) { customer.delinquent = true; });
    return next;
}

void CollectionDesk::recover(Subscription &subscription, Seconds at)
{
    const bool first = subscription.status == "incomplete";
    m_invoices.pay(subscription, at);
    m_subscriptions.change(subscription, at, [](Subscription &sub) { sub.status = "active"; });
    m_subscriptions.endDiscounts(subscription, at);
    if (!first) {
        m_customer.change(at, [](Customer &customer) { customer.delinquent = false; });
    }
}

void CollectionDesk::leaveUnpaid(Subscription &subscription, Seconds at)
{
    m_invoices.markUncollectible(subscription, at);
    m_subscriptions.change(subscription, at, [](Subscription &sub) { sub.status = "unpaid"; });
}

void CollectionDesk::expireIncomplete(Subscription &subscription, Seconds at)
{
    m_events.beginAutomatic();
    m_invoices.voidIt(subscription, at);
    m_subscriptions.change(subscription, at, [at](Subscription &sub) {
        sub.status = "incomplete_expired";
        sub.endedAt = at;
        sub.canceledAt = at;
    });
}

} // namespace billhook::sandbox

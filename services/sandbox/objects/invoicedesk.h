#pragma once

#include "services/sandbox/engine/eventwriter.h"
#include "services/sandbox/engine/records.h"
#include "services/sandbox/objects/paymentobjects.h"

#include <string>
#include <vector>

namespace billhook::sandbox {

/** Everything that happens to a subscription's one open invoice, told as events. */
class InvoiceDesk final
{
public:
    InvoiceDesk(EventWriter &events, Customer &customer);

    /** A draft over `lines` and the waiting prorations; becomes the latest invoice. Neither is told yet. */
    void draft(
        Subscription &subscription, Seconds at, const std::string &reason, std::vector<InvoiceLine> lines);
    void announce(const Subscription &subscription, Seconds at);

    /** What the next invoice will be: told a week before, without an id, as nothing exists yet. */
    void tellUpcoming(const Subscription &subscription, Seconds at);

    void finalize(Subscription &subscription, Seconds at);
    void pay(Subscription &subscription, Seconds at);
    /** A refused attempt; `next` is when Stripe tries again, if it does. */
    void fail(Subscription &subscription, Seconds at, const Decline &decline, std::optional<Seconds> next);

    void voidIt(Subscription &subscription, Seconds at);
    void markUncollectible(Subscription &subscription, Seconds at);
    /** The subscription has ended: an open invoice stays open, nobody collects it any more. */
    void stopCollecting(Subscription &subscription, Seconds at);

private:
    void tell(const Invoice &invoice, const std::string &type, Seconds at);
    void update(Invoice &invoice, const Invoice &before, Seconds at);

    EventWriter &m_events;
    Customer &m_customer;
};

} // namespace billhook::sandbox

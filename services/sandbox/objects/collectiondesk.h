#pragma once

#include "services/sandbox/objects/customerdesk.h"
#include "services/sandbox/objects/invoicedesk.h"
#include "services/sandbox/objects/subscriptiondesk.h"

#include <optional>

namespace billhook::sandbox {

/**
 * Stripe's own clockwork for one customer's subscriptions: trials, renewals, dunning, told as events. It
 * decides nothing: what the card's bank says and what the account is set to comes from its callers.
 */
class CollectionDesk final
{
public:
    CollectionDesk(EventWriter &events, Customer &customer);

    /** The trial is over and there is a card: the first period with its draft. */
    void convertTrial(Subscription &subscription, Seconds at);
    /** The trial is over and there is no card. */
    void pauseForCard(Subscription &subscription, Seconds at);

    /** The next period with its draft; metered items bill `usage`. */
    void renew(Subscription &subscription, Seconds at, std::int64_t usage);
    /** Waiting prorations on an invoice of their own, open at once. */
    void billPending(Subscription &subscription, Seconds at);

    /** The open invoice is refused; when it is tried again, if it is. */
    std::optional<Seconds> refuse(Subscription &subscription, Seconds at, const Decline &decline);
    /** The same for a first refusal: the subscription is past due, the customer delinquent. */
    std::optional<Seconds> refuseFirst(Subscription &subscription, Seconds at, const Decline &decline);
    /** The open invoice is paid, and all is well again. */
    void recover(Subscription &subscription, Seconds at);
    /** Every attempt was refused, and the account leaves such subscriptions unpaid. */
    void leaveUnpaid(Subscription &subscription, Seconds at);

    /** The first invoice was not paid within 23 hours. */
    void expireIncomplete(Subscription &subscription, Seconds at);

private:
    EventWriter &m_events;
    CustomerDesk m_customer;
    SubscriptionDesk m_subscriptions;
    InvoiceDesk m_invoices;
};

} // namespace billhook::sandbox

#pragma once

#include "services/sandbox/company/account.h"
#include "services/sandbox/company/agenda.h"
#include "services/sandbox/company/catalog.h"
#include "services/sandbox/engine/eventwriter.h"
#include "services/sandbox/engine/random.h"
#include "services/sandbox/objects/collectiondesk.h"
#include "services/sandbox/objects/customerdesk.h"
#include "services/sandbox/objects/invoicedesk.h"
#include "services/sandbox/objects/subscriptiondesk.h"

#include <map>
#include <string>

namespace billhook::sandbox {

/** How an unpaid invoice will go on. */
struct Dunning
{
    enum class Outcome
    {
        RetryWorks,
        NewCard,
        Cancel,
        Unpaid,
        NeverEnds
    };

    std::string declineCode;
    Outcome outcome = Outcome::RetryWorks;
    int worksAtAttempt = 2;
};

/** One customer's life with everything it touches; the parts of the generator act on it in turn. */
struct Stage
{
    const Catalog &catalog;
    Seconds historyEnd = 0;
    Account account;
    Random random; ///< decisions
    EventWriter events;
    Agenda agenda;
    std::map<std::size_t, Dunning> dunning; ///< by index of the subscription

    CustomerDesk customer() { return { events, account.customer }; }
    SubscriptionDesk subscriptions() { return { events, account.customer }; }
    CollectionDesk collection() { return { events, account.customer }; }
    InvoiceDesk invoices() { return { events, account.customer }; }

    Card newCard(Seconds at);

    /** Starts a subscription with its first invoice; unpaid when `paid` is false. Its index. */
    std::size_t subscribe(Seconds at, const Price &price, std::int64_t quantity, int trialDays, bool paid);

    static constexpr Seconds upcomingNotice = 7 * dayLength;
    /** The end of the current period, and for a year's the notice before it. */
    void scheduleRenewal(const Subscription &subscription);

    /** The newest subscription that has not ended, if any. */
    Subscription *current();
    std::size_t indexOf(const Subscription &subscription) const;

private:
    void welcomeDiscount(Subscription &subscription, Seconds at);
    void scheduleFirst(const Subscription &subscription);
};

} // namespace billhook::sandbox

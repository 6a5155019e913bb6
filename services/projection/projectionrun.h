#pragma once

#include "services/projection/countersteps.h"
#include "services/projection/factstore.h"
#include "services/projection/mirrorwriter.h"
#include "services/projection/projection.h"
#include "services/projection/revenuewriter.h"
#include "services/projection/termsstore.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace billhook::postgres {
class Parameters;
} // namespace billhook::postgres

namespace billhook::projection {

/** One batch on its way through project(): each step takes what the one before found. */
class Projection::Run final
{
public:
    Run(Projection &owner, const ProjectionRequest &request);

    domain::Result<ProjectionOutcome> run();

private:
    using Ids = std::set<std::string>;

    struct ReadEvent
    {
        std::string id;
        stripe::EventFacts facts;
        Ids locks; ///< that its projection needs
    };

    void read();
    void addLocks(Ids &locks, domain::ObjectKind kind, const std::string &objectId,
        const std::string &customerId) const;
    void addExpectedWaits(Ids &locks, const domain::Fact &fact) const;
    Ids locksOf(const stripe::EventFacts &event) const;
    domain::Result<void> makeLocks();
    domain::Result<void> lock();
    domain::Result<Ids> takeLocks();
    void putOffWhatIsMissing(const Ids &taken);
    domain::Result<void> loadFacts();
    void takeNew();
    void takeNewFact(const domain::Fact &fact);

    domain::Result<void> findConcerned();
    domain::Result<void> findWaiting();
    /** Customers whose own discount bears on what is projected, and the subscriptions of those where it
     * changes. */
    domain::Result<void> findDiscounting();
    domain::Result<void> addSubscriptionsOf(Ids customers);
    domain::Result<void> loadConcerned();

    void foldTimelines();
    domain::Result<void> priceSubscriptions();
    Ids missingLocks();
    /** Of the cards that have new evidence: whoever it says they belong or belonged to. */
    Ids ownersOfCards() const;

    domain::Result<void> takeKnown();
    domain::Result<void> write();
    domain::Result<void> insertFacts();
    domain::Result<void> writeMirror();
    domain::Result<void> writeItems();
    domain::Result<void> writeStubs();
    domain::Result<void> writeWaits();
    domain::Result<void> writeWarnings();
    domain::Result<void> writeRevenue();
    domain::Result<void> writeCardsDue();
    domain::Result<void> renamePlans();
    domain::Result<void> listOrganizations(); ///< of customers that may leave one
    domain::Result<void> refreshOrganizations();
    domain::Result<void> command(const char *statement, const postgres::Parameters &parameters);

    MirrorRow mirrorRow(const domain::ObjectKey &key, const ObjectFacts &object) const;
    void deriveSubscription(MirrorRow &row) const;
    void addItems(const std::string &id, std::vector<ItemRow> &items) const;
    std::vector<DiscountStep> stepsOf(const std::string &customer) const;
    void addInvoiceSteps(CounterSteps &steps) const;
    void noteAreas();
    void noteReferences(const domain::Fact &fact);
    bool isRemembered(char kind, const std::string &id) const;
    bool isTouched(domain::ObjectKind kind, const std::string &id) const
    {
        return m_touched.contains({ kind, id });
    }
    const std::string &customerOf(const std::string &subscription);

    Projection &m_owner;
    const ProjectionRequest &m_request;
    postgres::Pipeline &m_pipeline;
    FactStore m_store;
    MirrorWriter m_mirror;
    ProjectionOutcome m_outcome;

    std::vector<ReadEvent> m_events;
    Ids m_locks;
    std::string m_newestKnown; ///< among the locks
    std::string m_known; ///< what this batch is learned at

    FactMap m_facts;
    std::map<domain::ObjectKey, std::size_t>
        m_factsBefore; ///< how many facts of an object were stored before
    NewFacts m_new;
    Keys m_touched; ///< objects with new evidence
    Ids m_concerned; ///< subscriptions whose terms changed without new evidence of their own
    Ids m_subjects; ///< customers whose subscriptions are priced
    std::map<std::string, Keys> m_discounting; ///< customer -> objects that tell about a discount of its own
    std::map<domain::ObjectKind, Ids> m_referred; ///< that the mirror has at least stubs of
    std::map<std::string, std::string> m_paymentIntents; ///< invoice -> its payment intent, where told
    Timelines m_timelines;
    std::map<std::string, SubscriptionHistory> m_histories;
    Ids m_organizations;
    Ids m_renamedCustomers;
};

} // namespace billhook::projection

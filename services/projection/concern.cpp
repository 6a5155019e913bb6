#include "services/projection/concern.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"

#include <utility>

namespace billhook::projection {

using domain::ObjectKind;
using domain::Result;

namespace {

class Finding final
{
public:
    Finding(postgres::Pipeline &pipeline, Evidence &evidence)
        : m_pipeline(pipeline)
        , m_evidence(evidence)
    {
        m_concern.discounting = evidence.discounting;
    }

    Result<Concern> run()
    {
        findCardOwners();
        auto done = findWaiting();
        if (done) {
            done = findDiscounting();
        }
        if (done) {
            done = load();
        }
        return done ? Result<Concern>(std::move(m_concern)) : done.error();
    }

private:
    Result<void> findWaiting();
    Result<void> findDiscounting();
    Result<void> addSubscriptionsOf(Ids customers);
    Result<void> load();
    void findCardOwners();

    postgres::Pipeline &m_pipeline;
    Evidence &m_evidence;
    Concern m_concern;
};

void Finding::findCardOwners()
{
    for (const auto &id : m_evidence.touchedOf(ObjectKind::PaymentMethod)) {
        const auto &object = m_evidence.facts.at({ ObjectKind::PaymentMethod, id });
        for (const auto &fact : object.facts) {
            m_concern.cardOwners.insert(fact.customerId);
        }
        for (const auto &seen : object.observations) {
            m_concern.cardOwners.insert(seen.customerId);
        }
    }
    m_concern.cardOwners.erase(std::string());
}

Result<void> Finding::findWaiting()
{
    Keys terms;
    for (const auto &key : m_evidence.touched) {
        if (key.kind == ObjectKind::Price || key.kind == ObjectKind::Coupon
            || key.kind == ObjectKind::Discount) {
            terms.insert(key);
        }
    }
    if (terms.empty()) {
        return {};
    }
    const KeyColumns known(terms);
    const auto rows = m_pipeline.run(
        "projection/find_waiting", postgres::Parameters().bigints(known.kinds).texts(known.ids));
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->count(); ++row) {
        m_concern.subscriptions.emplace(rows->text(row, 0));
        m_concern.customers.emplace(rows->text(row, 1));
    }
    return {};
}

/** Customers whose own discount bears on what is projected, and the subscriptions of those where it changes.
 */
Result<void> Finding::findDiscounting()
{
    Ids subjects = m_concern.customers;
    Ids changed;
    for (const auto &key : m_evidence.touched) {
        const auto &object = m_evidence.facts.at(key);
        const auto customer = object.hasOwnEvidence() ? object.customer() : std::string();
        const bool tells = key.kind == ObjectKind::Discount || key.kind == ObjectKind::Customer;
        if (!customer.empty() && (tells || key.kind == ObjectKind::Subscription)) {
            subjects.insert(customer);
        }
        if (!customer.empty() && tells) {
            changed.insert(customer);
        }
    }
    if (subjects.empty()) {
        return {};
    }
    const auto rows = m_pipeline.run(
        "projection/find_discounting", postgres::Parameters().texts(postgres::textsOf(subjects)));
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->count(); ++row) {
        m_concern.discounting[std::string(rows->text(row, 0))].insert(
            { static_cast<ObjectKind>(rows->integer(row, 1)), std::string(rows->text(row, 2)) });
    }
    return addSubscriptionsOf(std::move(changed));
}

Result<void> Finding::addSubscriptionsOf(Ids customers)
{
    Ids discounted;
    for (const auto &id : m_evidence.touchedOf(ObjectKind::Discount)) {
        discounted.insert(m_evidence.facts.at({ ObjectKind::Discount, id }).customer());
    }
    std::erase_if(customers, [&](const std::string &customer) {
        return !m_concern.discounting.contains(customer) && !discounted.contains(customer);
    });
    if (customers.empty()) {
        return {};
    }
    const auto listed = m_pipeline.run(
        "projection/list_subscriptions", postgres::Parameters().texts(postgres::textsOf(customers)));
    if (!listed) {
        return listed.error();
    }
    for (int row = 0; row < listed->count(); ++row) {
        m_concern.subscriptions.emplace(listed->text(row, 0));
    }
    return {};
}

Result<void> Finding::load()
{
    Keys wanted;
    for (const auto &subscription : m_concern.subscriptions) {
        wanted.insert({ ObjectKind::Subscription, subscription });
    }
    for (const auto &[customer, objects] : m_concern.discounting) {
        wanted.insert(objects.begin(), objects.end());
    }
    std::erase_if(wanted, [&](const domain::ObjectKey &key) { return m_evidence.facts.contains(key); });
    return FactStore(m_pipeline).read(wanted, m_evidence.facts);
}

} // namespace

Result<Concern> findConcern(postgres::Pipeline &pipeline, Evidence &evidence)
{
    return Finding(pipeline, evidence).run();
}

} // namespace billhook::projection

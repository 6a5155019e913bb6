// The finding half of a batch: what else must be read and priced because of what is new.
#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/projectionrun.h"

#include <algorithm>
#include <utility>

namespace billhook::projection {

using domain::ObjectKind;
using domain::Result;

Result<void> Projection::Run::findConcerned()
{
    auto done = findWaiting();
    if (done) {
        done = findDiscounting();
    }
    if (done) {
        done = loadConcerned();
    }
    if (done) {
        foldTimelines();
    }
    return done;
}

Result<void> Projection::Run::findWaiting()
{
    Keys terms;
    for (const auto &key : m_touched) {
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
    Ids missing;
    for (int row = 0; row < rows->count(); ++row) {
        m_concerned.insert(std::string(rows->text(row, 0)));
        const std::string customer(rows->text(row, 1));
        m_subjects.insert(customer);
        if (!m_locks.contains(customer)) {
            missing.insert(customer);
        }
    }
    m_outcome.missingLocks.assign(missing.begin(), missing.end());
    return {};
}

Result<void> Projection::Run::findDiscounting()
{
    Ids changed;
    for (const auto &key : m_touched) {
        const auto &object = m_facts[key];
        const auto customer = object.hasOwnEvidence() ? object.customer() : std::string();
        const bool tells = key.kind == ObjectKind::Discount || key.kind == ObjectKind::Customer;
        if (!customer.empty() && (tells || key.kind == ObjectKind::Subscription)) {
            m_subjects.insert(customer);
        }
        if (!customer.empty() && tells) {
            changed.insert(customer);
        }
    }
    if (m_subjects.empty()) {
        return {};
    }
    const auto rows = m_pipeline.run(
        "projection/find_discounting", postgres::Parameters().texts(postgres::textsOf(m_subjects)));
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->count(); ++row) {
        m_discounting[std::string(rows->text(row, 0))].insert(
            { static_cast<ObjectKind>(rows->integer(row, 1)), std::string(rows->text(row, 2)) });
    }
    return addSubscriptionsOf(std::move(changed));
}

Result<void> Projection::Run::addSubscriptionsOf(Ids customers)
{
    Ids discounted;
    for (const auto &key : m_touched) {
        if (key.kind == ObjectKind::Discount) {
            discounted.insert(m_facts[key].customer());
        }
    }
    std::erase_if(customers, [&](const std::string &customer) {
        return m_discounting.find(customer) == m_discounting.end() && !discounted.contains(customer);
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
        m_concerned.insert(std::string(listed->text(row, 0)));
    }
    return {};
}

Result<void> Projection::Run::loadConcerned()
{
    Keys wanted;
    for (const auto &subscription : m_concerned) {
        wanted.insert({ ObjectKind::Subscription, subscription });
    }
    for (const auto &[customer, objects] : m_discounting) {
        wanted.insert(objects.begin(), objects.end());
    }
    std::erase_if(wanted, [&](const domain::ObjectKey &key) { return m_facts.contains(key); });
    return m_store.read(wanted, m_facts);
}

} // namespace billhook::projection

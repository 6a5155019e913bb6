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
    Ids terms;
    for (const auto &id : m_touched) {
        const auto kind = m_facts[id].kind;
        if (kind == ObjectKind::Price || kind == ObjectKind::Coupon || kind == ObjectKind::Discount) {
            terms.insert(id);
        }
    }
    if (terms.empty()) {
        return {};
    }
    const auto rows
        = m_pipeline.run("projection/find_waiting", postgres::Parameters().texts(postgres::textsOf(terms)));
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
    for (const auto &id : m_touched) {
        const auto &object = m_facts[id];
        const auto customer = object.hasOwnEvidence() ? object.customer() : std::string();
        const bool tells = object.kind == ObjectKind::Discount || object.kind == ObjectKind::Customer;
        if (!customer.empty() && (tells || object.kind == ObjectKind::Subscription)) {
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
        m_discounting[std::string(rows->text(row, 0))].insert(std::string(rows->text(row, 1)));
    }
    return addSubscriptionsOf(std::move(changed));
}

Result<void> Projection::Run::addSubscriptionsOf(Ids customers)
{
    Ids discounted;
    for (const auto &id : m_touched) {
        if (const auto &object = m_facts[id]; object.kind == ObjectKind::Discount) {
            discounted.insert(object.customer());
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
    std::vector<std::string> ids;
    const auto want = [&](const std::string &id) {
        if (m_facts.find(id) == m_facts.end()) {
            ids.push_back(id);
        }
    };
    std::for_each(m_concerned.begin(), m_concerned.end(), want);
    for (const auto &[customer, objects] : m_discounting) {
        std::for_each(objects.begin(), objects.end(), want);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return m_store.read(ids, m_facts);
}

} // namespace billhook::projection

// What a batch changes about cards that run out before they have to pay.
#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/projectionrun.h"

namespace billhook::projection {

using domain::ObjectKind;
using domain::Result;

Projection::Run::Ids Projection::Run::ownersOfCards() const
{
    Ids owners;
    for (const auto &key : m_touched) {
        if (key.kind != ObjectKind::PaymentMethod) {
            continue;
        }
        const auto &object = m_facts.find(key)->second;
        for (const auto &fact : object.facts) {
            owners.insert(fact.customerId);
        }
        for (const auto &seen : object.observations) {
            owners.insert(seen.customerId);
        }
    }
    owners.erase(std::string());
    return owners;
}

Result<void> Projection::Run::writeCardsDue()
{
    auto customers = ownersOfCards();
    for (const auto &key : m_touched) {
        if (key.kind == ObjectKind::Customer) {
            customers.insert(key.id);
        }
    }
    for (const auto &[id, history] : m_histories) {
        customers.insert(customerOf(id));
    }
    return customers.empty()
        ? Result<void>()
        : command("projection/refresh_cards_due", postgres::Parameters().texts(postgres::textsOf(customers)));
}

} // namespace billhook::projection

#include "services/projection/batch.h"

#include "services/stripe/termsreader.h"

#include <utility>

namespace billhook::projection {

using domain::ObjectKind;

namespace {

/** What orders the projections of one object: its customer, or itself where it has none or belongs to no
 * customer. Objects of one id share it, which costs them a wait and nothing else. */
void addLocks(Ids &locks, const domain::ObjectKey &object, const std::string &customer)
{
    const bool isOfCustomer = stripe::objectType(object.kind).isOfCustomer && !customer.empty();
    locks.insert(isOfCustomer ? customer : object.id);
    if (object.kind == ObjectKind::PaymentMethod && !customer.empty()) {
        locks.insert(customer); // whether a card runs out too early depends on both
    }
}

/** What the fact's object may wait for; with its locks taken at once the batch need not be repeated. */
void addExpectedWaits(Ids &locks, const domain::Fact &fact, const Memory &memory)
{
    for (const auto &wait : memory.waitsOf(fact.objectId)) {
        locks.insert(wait.id);
    }
    if (fact.objectKind == ObjectKind::Subscription) {
        const auto discounts = stripe::referredDiscounts(fact.post);
        locks.insert(discounts.begin(), discounts.end());
    }
}

Ids locksOf(const stripe::EventFacts &event, const Memory &memory)
{
    Ids locks;
    for (const auto &fact : event.facts) {
        addLocks(locks, fact.key(), fact.customerId);
        addExpectedWaits(locks, fact, memory);
    }
    for (const auto &coupon : event.coupons) {
        locks.insert(coupon.id);
    }
    if (event.observation) {
        addLocks(locks, event.observation->key(), event.observation->customerId);
    }
    return locks;
}

} // namespace

Ids Batch::locks() const
{
    Ids all;
    for (const auto &event : events) {
        all.insert(event.locks.begin(), event.locks.end());
    }
    return all;
}

Batch readBatch(stripe::EventReader &reader, const Memory &memory, std::span<const StoredEvent> events)
{
    Batch batch;
    for (const auto &event : events) {
        auto facts = reader.read(event.id, event.payload);
        if (!facts) {
            batch.unreadable.push_back({ event.id, facts.error().message + " " + facts.error().detail,
                reader.mentioned(event.payload) });
            continue;
        }
        std::erase_if(facts->coupons, [&](const stripe::EmbeddedCoupon &coupon) {
            return memory.holds(Memory::Thing::EmbeddedCoupon, coupon.id + '/' + coupon.digest);
        });
        auto locks = locksOf(*facts, memory);
        batch.events.push_back({ event.id, std::move(*facts), std::move(locks) });
    }
    return batch;
}

} // namespace billhook::projection

#include "services/projection/evidence.h"

#include "services/stripe/canonicaljson.h"
#include "services/stripe/termsreader.h"

#include <span>
#include <utility>

namespace billhook::projection {

using domain::Fact;
using domain::ObjectKind;

namespace {

Keys keysOf(const Batch &batch)
{
    Keys keys;
    for (const auto &[id, event, locks] : batch.events) {
        for (const auto &fact : event.facts) {
            keys.insert(fact.key());
        }
        for (const auto &coupon : event.coupons) {
            keys.insert({ ObjectKind::Coupon, coupon.id });
        }
        if (event.observation) {
            keys.insert(event.observation->key());
        }
    }
    return keys;
}

void noteReferences(Evidence &evidence, const Fact &fact)
{
    const auto note = [&](ObjectKind kind, std::string id) {
        if (!id.empty()) {
            evidence.referred[kind].insert(std::move(id));
        }
    };
    for (const auto &column : stripe::objectType(fact.objectKind).columns) {
        if (column.refersTo) {
            note(*column.refersTo, stripe::plainText(fact.post.raw(column.field)));
        }
    }
    if (fact.objectKind != ObjectKind::Subscription) {
        return;
    }
    for (const auto &item : stripe::readSubscription(fact.objectId, fact.post).items) {
        note(ObjectKind::Price, item.terms.price.id);
        note(ObjectKind::Product, item.terms.price.productId);
    }
}

/** Before anything of the batch is added to it. */
void countStored(Evidence &evidence, const domain::ObjectKey &key)
{
    const auto &object = evidence.facts[key];
    evidence.stored.try_emplace(key, Evidence::Counts{ object.facts.size(), object.observations.size() });
}

void takeFact(Evidence &evidence, const Fact &fact, Refold refold)
{
    const auto key = fact.key();
    countStored(evidence, key);
    if (addFact(evidence.facts, fact)) {
        evidence.fresh.facts.push_back(fact);
    } else if (refold == Refold::No) {
        return;
    }
    evidence.touched.insert(key);
    noteReferences(evidence, fact);
    if (isDiscounting(fact)) {
        evidence.discounting[fact.customerId].insert(key);
    }
}

void takeEvent(Evidence &evidence, const stripe::EventFacts &event, Refold refold)
{
    for (const auto &fact : event.facts) {
        takeFact(evidence, fact, refold);
    }
    for (const auto &coupon : event.coupons) {
        if (addEmbedded(evidence.facts, coupon)) {
            evidence.touched.insert({ ObjectKind::Coupon, coupon.id });
            evidence.fresh.coupons.push_back(coupon);
        }
    }
    if (event.observation) {
        countStored(evidence, event.observation->key());
        if (addObservation(evidence.facts, *event.observation)) {
            evidence.touched.insert(event.observation->key());
            evidence.fresh.observations.push_back(*event.observation);
        }
    }
    if (event.paymentIntent && !event.facts.empty()) {
        evidence.paymentIntents[event.facts.front().objectId] = *event.paymentIntent;
    }
}

} // namespace

Ids Evidence::touchedOf(ObjectKind kind) const
{
    Ids ids;
    for (const auto &key : touched) {
        if (key.kind == kind) {
            ids.emplace_hint(ids.end(), key.id);
        }
    }
    return ids;
}

const std::string &Evidence::customerOf(const std::string &subscription) const
{
    return facts.at({ ObjectKind::Subscription, subscription }).customer();
}

std::vector<analytics::TimelineEntry> Evidence::before(const domain::ObjectKey &key) const
{
    const auto &object = facts.at(key);
    const auto &count = stored.at(key);
    return analytics::timeline(
        std::span(object.facts).first(count.facts), std::span(object.observations).first(count.observations));
}

domain::Result<Evidence> gatherEvidence(
    postgres::Pipeline &pipeline, Memory &memory, const Batch &batch, Refold refold)
{
    Evidence evidence;
    if (const auto read = FactStore(pipeline).read(keysOf(batch), evidence.facts); !read) {
        return read.error();
    }
    for (const auto &event : batch.events) {
        for (const auto &coupon : event.facts.coupons) {
            memory.note(Memory::Thing::EmbeddedCoupon, coupon.id + '/' + coupon.digest);
        }
        takeEvent(evidence, event.facts, refold);
    }
    return evidence;
}

} // namespace billhook::projection

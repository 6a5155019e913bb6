#include "services/projection/projection.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/projectionrun.h"
#include "services/stripe/canonicaljson.h"
#include "services/stripe/termsreader.h"

#include <algorithm>
#include <utility>

namespace billhook::projection {

using domain::Fact;
using domain::ObjectKind;
using domain::Result;

namespace {

/** What orders the projections of one object: its customer, or itself where it has none or belongs to no
 * customer. Objects of one id share it, which costs them a wait and nothing else. */
const std::string &lockOf(ObjectKind kind, const std::string &objectId, const std::string &customerId)
{
    const bool isOfCustomer = stripe::objectType(kind).isOfCustomer && !customerId.empty();
    return isOfCustomer ? customerId : objectId;
}

} // namespace

Projection::Projection(postgres::Pipeline &pipeline, analytics::Profile profile)
    : m_pipeline(pipeline)
    , m_profile(profile)
{ }

Result<ProjectionOutcome> Projection::project(const ProjectionRequest &request)
{
    m_fresh.clear();
    return Run(*this, request).run();
}

void Projection::forget()
{
    m_fresh.clear();
    m_remembered.clear();
}

void Projection::remember()
{
    constexpr std::size_t most = 50'000; // some 6 MB; beyond that it starts again
    if (m_remembered.size() > most) {
        m_remembered.clear();
    }
    m_remembered.merge(m_fresh);
    m_fresh.clear();
}

void Projection::expectWaits(const std::string &id, const Keys &waits)
{
    constexpr std::size_t most = 10'000; // some 2 MB; beyond that it starts again
    if (m_waits.size() >= most) {
        m_waits.clear();
    }
    m_waits[id] = waits;
}

Projection::Run::Run(Projection &owner, const ProjectionRequest &request)
    : m_owner(owner)
    , m_request(request)
    , m_pipeline(owner.m_pipeline)
    , m_store(owner.m_pipeline)
    , m_mirror(owner.m_pipeline)
{ }

Result<ProjectionOutcome> Projection::Run::run()
{
    read();
    if (m_locks.empty()) {
        return std::move(m_outcome);
    }
    auto done = lock();
    if (done && m_outcome.contended) {
        return std::move(m_outcome);
    }
    if (done) {
        done = loadFacts();
    }
    if (!done) {
        return done.error();
    }
    takeNew();
    if (m_touched.empty()) {
        return std::move(m_outcome);
    }
    done = findConcerned();
    if (done) {
        done = priceSubscriptions();
    }
    if (!done) {
        return done.error();
    }
    const auto missing = missingLocks();
    if (!missing.empty()) {
        m_outcome.missingLocks.assign(missing.begin(), missing.end());
        return std::move(m_outcome);
    }
    done = takeKnown();
    if (done) {
        done = write();
    }
    if (!done) {
        return done.error();
    }
    m_outcome.newFacts = m_new.facts.size() + m_new.observations.size() + m_new.coupons.size();
    return std::move(m_outcome);
}

void Projection::Run::addLocks(
    Ids &locks, ObjectKind kind, const std::string &objectId, const std::string &customerId) const
{
    locks.insert(lockOf(kind, objectId, customerId));
    if (kind == ObjectKind::PaymentMethod && !customerId.empty()) {
        locks.insert(customerId); // whether a card runs out too early depends on both
    }
}

/** What the fact's object may wait for; with its locks taken at once the batch need not be repeated. */
void Projection::Run::addExpectedWaits(Ids &locks, const Fact &fact) const
{
    if (const auto waits = m_owner.m_waits.find(fact.objectId); waits != m_owner.m_waits.end()) {
        for (const auto &wait : waits->second) {
            locks.insert(wait.id);
        }
    }
    if (fact.objectKind == ObjectKind::Subscription) {
        const auto discounts = stripe::referredDiscounts(fact.post);
        locks.insert(discounts.begin(), discounts.end());
    }
}

Projection::Run::Ids Projection::Run::locksOf(const stripe::EventFacts &event) const
{
    Ids locks;
    for (const auto &fact : event.facts) {
        addLocks(locks, fact.objectKind, fact.objectId, fact.customerId);
        addExpectedWaits(locks, fact);
    }
    for (const auto &coupon : event.coupons) {
        locks.insert(coupon.id);
    }
    if (event.observation) {
        const auto &seen = *event.observation;
        addLocks(locks, seen.objectKind, seen.objectId, seen.customerId);
    }
    return locks;
}

void Projection::Run::read()
{
    for (const auto &event : m_request.events) {
        auto facts = m_owner.m_reader.read(event.id, event.payload);
        if (!facts) {
            m_outcome.unreadable.push_back({ event.id, facts.error().message + " " + facts.error().detail,
                m_owner.m_reader.mentioned(event.payload) });
            continue;
        }
        std::erase_if(facts->coupons, [&](const stripe::EmbeddedCoupon &coupon) {
            return isRemembered('e', coupon.id + '/' + coupon.digest);
        });
        auto locks = locksOf(*facts);
        m_locks.insert(locks.begin(), locks.end());
        m_events.push_back({ event.id, std::move(*facts), std::move(locks) });
    }
    m_outcome.areas.insert(domain::Area::Events);
}

bool Projection::Run::isRemembered(char kind, const std::string &id) const
{
    return m_owner.m_remembered.find(kind + id) != m_owner.m_remembered.end();
}

Result<void> Projection::Run::makeLocks()
{
    m_locks.insert(m_request.locks.begin(), m_request.locks.end());
    Ids unknown;
    std::copy_if(m_locks.begin(), m_locks.end(), std::inserter(unknown, unknown.end()),
        [&](const std::string &key) { return !isRemembered('l', key); });
    if (unknown.empty()) {
        return {};
    }
    auto made = command("projection/insert_heads", postgres::Parameters().texts(postgres::textsOf(unknown)));
    for (const auto &key : unknown) {
        m_owner.m_fresh.insert('l' + key);
    }
    return made;
}

/** The rows are made first and then locked, both in order of keys: any other way two projections can wait for
 * each other. */
Result<void> Projection::Run::lock()
{
    const auto made = makeLocks();
    if (!made) {
        return made.error();
    }
    const auto taken = takeLocks();
    if (!taken) {
        return taken.error();
    }
    if (taken->size() == m_locks.size()) {
        return {};
    }
    if (m_request.waits) {
        m_owner.forget(); // somebody rebuilt the projection meanwhile
        return domain::Error{ domain::ErrorKind::Overloaded, "locks_gone",
            "The projection was rebuilt meanwhile.", {} };
    }
    putOffWhatIsMissing(*taken);
    return {};
}

Result<Projection::Run::Ids> Projection::Run::takeLocks()
{
    const auto *statement = m_request.waits ? "projection/lock_heads" : "projection/lock_free_heads";
    const auto locked = m_pipeline.run(statement, postgres::Parameters().texts(postgres::textsOf(m_locks)));
    if (!locked) {
        return locked.error();
    }
    Ids taken;
    for (int row = 0; row < locked->count(); ++row) {
        taken.emplace_hint(taken.end(), locked->text(row, 0));
        m_newestKnown = locked->text(row, 1);
    }
    return taken;
}

/** Two projections that waited for each other's customers would take turns. The first event is waited for, or
 * it might be put off for ever. */
void Projection::Run::putOffWhatIsMissing(const Ids &taken)
{
    const auto isTaken = [&](const Ids &locks) {
        return std::includes(taken.begin(), taken.end(), locks.begin(), locks.end());
    };
    m_outcome.contended = !isTaken(m_request.locks) || !isTaken(m_events.front().locks);
    std::erase_if(m_events, [&](const ReadEvent &event) {
        const bool missing = !isTaken(event.locks);
        if (missing) {
            m_outcome.putOff.insert(event.id);
        }
        return missing;
    });
    m_locks = taken;
}

Result<void> Projection::Run::loadFacts()
{
    Keys keys;
    for (const auto &[id, event, locks] : m_events) {
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
    return m_store.read(keys, m_facts);
}

void Projection::Run::takeNewFact(const Fact &fact)
{
    const auto key = fact.key();
    m_factsBefore.try_emplace(key, m_facts[key].facts.size());
    if (addFact(m_facts, fact)) {
        m_new.facts.push_back(fact);
    } else if (!m_request.refold) {
        return;
    }
    m_touched.insert(key);
    noteReferences(fact);
    if (isDiscounting(fact)) {
        m_discounting[fact.customerId].insert(key);
    }
}

void Projection::Run::takeNew()
{
    for (auto &[id, event, locks] : m_events) {
        for (const auto &fact : event.facts) {
            takeNewFact(fact);
        }
        for (auto &coupon : event.coupons) {
            m_owner.m_fresh.insert('e' + coupon.id + '/' + coupon.digest);
            if (addEmbedded(m_facts, coupon)) {
                m_touched.insert({ ObjectKind::Coupon, coupon.id });
                m_new.coupons.push_back(std::move(coupon));
            }
        }
        if (event.observation && addObservation(m_facts, *event.observation)) {
            m_touched.insert(event.observation->key());
            m_new.observations.push_back(*event.observation);
        }
        if (event.paymentIntent && !event.facts.empty()) {
            m_paymentIntents[event.facts.front().objectId] = *event.paymentIntent;
        }
    }
}

void Projection::Run::noteReferences(const Fact &fact)
{
    const auto note = [&](ObjectKind kind, std::string id) {
        if (!id.empty()) {
            m_referred[kind].insert(std::move(id));
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
    stripe::JsonTree tree;
    const auto items = tree.parse(fact.post.raw("items"));
    for (std::size_t index = 0; items && index < items->size(); ++index) {
        const auto price = items->at(index)["price"];
        note(ObjectKind::Price, stripe::plainText(price["id"].text()));
        note(ObjectKind::Product, stripe::plainText(price["product"].text()));
    }
}

void Projection::Run::foldTimelines()
{
    for (const auto &[key, object] : m_facts) {
        if (object.hasOwnEvidence()) {
            m_timelines.emplace(key, analytics::timeline(object.facts, object.observations));
        }
    }
}

Projection::Run::Ids Projection::Run::missingLocks()
{
    Ids missing(m_outcome.missingLocks.begin(), m_outcome.missingLocks.end());
    const auto owners = ownersOfCards();
    std::set_difference(
        owners.begin(), owners.end(), m_locks.begin(), m_locks.end(), std::inserter(missing, missing.end()));
    for (const auto &[id, history] : m_histories) {
        const auto before = missing.size();
        for (const auto &wait : history.waits) {
            // Whoever makes it known must find this wait, or this projection must find it known.
            if (wait.id != id && !m_locks.contains(wait.id)) {
                missing.insert(wait.id);
            }
        }
        if (missing.size() > before) {
            m_owner.expectWaits(id, history.waits);
        }
    }
    return missing;
}

Result<void> Projection::Run::takeKnown()
{
    if (m_request.known) {
        m_known = *m_request.known;
        return {};
    }
    const auto taken = m_pipeline.run("projection/take_known", postgres::Parameters().text(m_newestKnown));
    if (!taken) {
        return taken.error();
    }
    m_known = taken->text(0, 0);
    return {};
}

Result<void> Projection::Run::command(const char *statement, const postgres::Parameters &parameters)
{
    return m_pipeline.post(statement, parameters);
}

} // namespace billhook::projection

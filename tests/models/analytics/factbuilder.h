#pragma once

#include "models/domain/fact.h"

#include <string>
#include <utility>
#include <vector>

namespace billhook::support {

/** The second all hand-written histories start in. */
inline constexpr std::int64_t epoch = 1700000000;

/** A living subscription that differs from others only in its quantity. */
inline domain::State quantityState(std::int64_t quantity)
{
    domain::State state;
    state.fields = { { "status", "\"active\"" }, { "created", std::to_string(epoch) },
        { "items", R"([{"quantity":)" + std::to_string(quantity) + "}]" }, { "discounts", "[]" },
        { "metadata", "{}" } };
    return state;
}

inline domain::State with(domain::State state, const std::string &field, const std::string &json)
{
    state.fields[field] = json;
    return state;
}

/** The state once it has ended at `endedAt`. */
inline domain::State ended(domain::State state, std::int64_t endedAt)
{
    return with(with(std::move(state), "status", "\"canceled\""), "ended_at", std::to_string(endedAt));
}

inline domain::Fact factOf(
    const std::string &eventId, domain::FactKind kind, std::int64_t created, domain::State post)
{
    domain::Fact fact;
    fact.eventId = eventId;
    fact.eventType = "customer.subscription.updated";
    fact.objectId = "sub_1";
    fact.objectKind = domain::ObjectKind::Subscription;
    fact.customerId = "cus_1";
    fact.created = created;
    fact.kind = kind;
    fact.post = std::move(post);
    return fact;
}

inline domain::Fact createdFact(const std::string &eventId, std::int64_t created, domain::State post)
{
    auto fact = factOf(eventId, domain::FactKind::Created, created, std::move(post));
    fact.eventType = "customer.subscription.created";
    fact.phase = domain::Phase::Birth;
    return fact;
}

/** An update whose previous values list everything that changed. */
inline domain::Fact updatedFact(
    const std::string &eventId, std::int64_t created, const domain::State &pre, domain::State post)
{
    auto fact = factOf(eventId, domain::FactKind::Updated, created, std::move(post));
    for (const auto &[field, value] : fact.post.fields) {
        if (pre.raw(field) != value) {
            fact.listed.push_back(field);
        }
    }
    fact.pre = pre;
    return fact;
}

/** An update that says nothing about the state before. */
inline domain::Fact silentFact(const std::string &eventId, std::int64_t created, domain::State post)
{
    return factOf(eventId, domain::FactKind::Updated, created, std::move(post));
}

inline domain::Fact witnessFact(const std::string &eventId, std::int64_t created, domain::State post)
{
    auto fact = factOf(eventId, domain::FactKind::Witness, created, std::move(post));
    fact.eventType = "customer.subscription.trial_will_end";
    return fact;
}

inline domain::Fact deletedFact(const std::string &eventId, std::int64_t created, domain::State post)
{
    auto fact = factOf(eventId, domain::FactKind::Deleted, created, std::move(post));
    fact.eventType = "customer.subscription.deleted";
    fact.phase = domain::Phase::Terminal;
    return fact;
}

inline domain::Observation observationOf(const std::string &id, std::int64_t low, domain::State state)
{
    domain::Observation observation;
    observation.id = id;
    observation.objectId = "sub_1";
    observation.objectKind = domain::ObjectKind::Subscription;
    observation.customerId = "cus_1";
    observation.low = low;
    observation.high = low + 1;
    observation.state = std::move(state);
    return observation;
}

} // namespace billhook::support

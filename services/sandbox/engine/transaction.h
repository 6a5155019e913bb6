#pragma once

#include "services/sandbox/engine/clock.h"
#include "services/sandbox/engine/faultplan.h"
#include "services/sandbox/engine/random.h"
#include "services/sandbox/engine/store.h"

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace billhook::sandbox {

/** What a sandbox works with: one store, one clock, one source of ids, one plan of faults. */
struct Engine
{
    std::mutex mutex; ///< guards all of it but the clock
    Store store;
    Clock clock;
    Random ids{ 1 };
    FaultPlan faults;
};

/** The call a change comes from, as its events tell it; empty texts: Stripe's own clockwork. */
struct Origin
{
    std::string requestId;
    std::string idempotencyKey;
};

/**
 * One call's changes: seen by the call itself at once, by everyone else and by the disk only with commit().
 * An event and its webhooks belong to the same commit as what they tell. One thread at a time.
 */
class Transaction final
{
public:
    Transaction(Engine &engine, Origin origin);

    Seconds now() const { return m_now; }
    std::string newId(const std::string &prefix, std::size_t length = 24);

    std::optional<QJsonObject> find(const std::string &table, const std::string &id) const;
    /** Every document of the table, newest first. */
    std::vector<QJsonObject> all(const std::string &table) const;
    /** The table's documents as they were before this call, newest first. */
    void visit(const std::string &table, const Store::Visit &visit) const
    {
        m_engine.store.newestFirst(table, visit);
    }
    /** The first of the table that `wanted` accepts, newest first. */
    std::optional<QJsonObject> first(
        const std::string &table, const std::function<bool(const QJsonObject &)> &wanted) const;

    void put(const std::string &table, const QJsonObject &document); ///< under its `id`
    void remove(const std::string &table, const std::string &id);

    /** Tells what has happened to `object`; `previous` is left out when empty. */
    void tell(const std::string &type, const QJsonObject &object, const QJsonObject &previous = {});
    enum class Announce
    {
        ToEndpoints,
        ToNobody, ///< they have heard of it already
    };
    /** Takes in an event that was told elsewhere, unless it is known. */
    void adopt(const QJsonObject &event, Announce announce);

    bool changesNothing() const { return m_writes.empty(); }
    domain::Result<void> commit(Journal::Sync sync = Journal::Sync::Now);

private:
    void announce(const QJsonObject &event);
    void enqueue(const QJsonObject &event, const QJsonObject &endpoint);
    void forgetOld();

    Engine &m_engine;
    Origin m_origin;
    Seconds m_now;
    std::vector<Write> m_writes;
};

} // namespace billhook::sandbox

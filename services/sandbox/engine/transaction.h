#pragma once

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/clock.h"
#include "services/sandbox/engine/faultplan.h"
#include "services/sandbox/engine/random.h"
#include "services/sandbox/engine/store.h"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
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
    Seconds quietUntil = 0; ///< nothing that lives by `clock` is due before; 0: not known
    std::string address = "http://127.0.0.1:12111"; ///< where its pages are
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
    Transaction(Engine &engine, Origin origin, ApiShape shape = newestShape());

    /** The sandbox's time, or that of the test clock a TimeShift has turned to. */
    Seconds now() const { return m_now; }
    const ApiShape &shape() const { return m_shape; } ///< of the version the call asked for
    /** Nothing of the sandbox's own clock is due before; the next change of anything ends that. */
    void keepQuietUntil(Seconds at) { m_engine.quietUntil = at; }
    bool isQuiet() const { return m_engine.clock.now() < m_engine.quietUntil; }
    const std::string &address() const { return m_engine.address; }
    /** A copy, for trying out what is not to be kept. */
    Transaction scratch() const { return *this; }
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
    friend class TimeShift;
    friend class AsClockwork;

    void announce(const QJsonObject &event);
    void enqueue(const QJsonObject &event, const QJsonObject &endpoint);
    void forgetOld();
    void write(Write write);

    Engine &m_engine;
    Origin m_origin;
    ApiShape m_shape;
    Seconds m_now;
    std::vector<Write> m_writes;
    std::map<std::pair<std::string, std::string>, std::size_t> m_latest; ///< table, id -> place in m_writes
};

/** As long as it lives, the transaction's time is `now`. */
class TimeShift final
{
public:
    TimeShift(Transaction &transaction, Seconds now)
        : m_transaction(transaction)
        , m_former(std::exchange(transaction.m_now, now))
    { }
    TimeShift(const TimeShift &) = delete;
    TimeShift &operator=(const TimeShift &) = delete;
    ~TimeShift() { m_transaction.m_now = m_former; }

private:
    Transaction &m_transaction;
    Seconds m_former;
};

/** As long as it lives, what happens comes from no request. */
class AsClockwork final
{
public:
    explicit AsClockwork(Transaction &transaction)
        : m_transaction(transaction)
        , m_former(std::exchange(transaction.m_origin, {}))
    { }
    AsClockwork(const AsClockwork &) = delete;
    AsClockwork &operator=(const AsClockwork &) = delete;
    ~AsClockwork() { m_transaction.m_origin = m_former; }

private:
    Transaction &m_transaction;
    Origin m_former;
};

} // namespace billhook::sandbox

#pragma once

#include "services/sandbox/engine/calendar.h"
#include "services/sandbox/engine/random.h"
#include "tests/benchmarks/loadprice.h"

#include <string>
#include <string_view>
#include <vector>

namespace billhook::benchmarks {

using sandbox::Seconds;

/** An event as Stripe would have sent it. */
struct LoadEvent
{
    std::string id; ///< of one object's events the later has the greater id
    std::string_view type;
    Seconds created = 0;
    std::string payload; ///< ASCII JSON without backslashes
};

/** Whose events they are, in the order in which they are told. */
class EventLog final
{
public:
    explicit EventLog(std::string owner); ///< nine letters that no other log has

    void add(
        std::string_view type, Seconds created, const std::string &object, const std::string &previous = {});
    const std::string &owner() const { return m_owner; }
    std::vector<LoadEvent> take() { return std::move(m_events); }

private:
    std::string m_owner;
    std::vector<LoadEvent> m_events;
};

/** What decides a subscription's life beforehand. */
struct LifePlan
{
    std::string customer;
    std::string code; ///< what its ids end with
    Seconds start = 0;
    Seconds end = 0; ///< now: nothing happens later
    std::size_t currency = 0;
    bool mustEnd = false; ///< it is canceled before `end`
};

/** Tells the life of one subscription; the second at which it was canceled, or 0. */
Seconds tellLife(const LifePlan &plan, sandbox::Random random, EventLog &log);

} // namespace billhook::benchmarks

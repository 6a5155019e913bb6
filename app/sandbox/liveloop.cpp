#include "app/sandbox/liveloop.h"

#include "app/sandbox/stopflag.h"
#include "services/sandbox/company/livecompany.h"
#include "services/sandbox/delivery/sendingorder.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <iterator>
#include <thread>
#include <utility>

namespace billhook::sandbox {

namespace {

constexpr std::chrono::milliseconds tick{ 100 };
constexpr std::int64_t ticksPerSecond = 10;

/** Events that have happened or are about to, in order of `created`. */
class Waiting final
{
public:
    explicit Waiting(std::vector<StripeEvent> events)
        : m_events(std::move(events))
    { }

    void add(std::vector<StripeEvent> events)
    {
        std::move(events.begin(), events.end(), std::back_inserter(m_events));
        std::stable_sort(m_events.begin(), m_events.end(),
            [](const StripeEvent &a, const StripeEvent &b) { return a.created < b.created; });
    }

    std::size_t due(Seconds now) const
    {
        const auto later = std::find_if(m_events.begin(), m_events.end(),
            [now](const StripeEvent &event) { return event.created > now; });
        return static_cast<std::size_t>(later - m_events.begin());
    }

    std::vector<StripeEvent> take(std::size_t count)
    {
        const auto end = m_events.begin() + static_cast<std::ptrdiff_t>(count);
        std::vector<StripeEvent> taken(
            std::make_move_iterator(m_events.begin()), std::make_move_iterator(end));
        m_events.erase(m_events.begin(), end);
        return taken;
    }

private:
    std::vector<StripeEvent> m_events;
};

/** Up to `wanted` events that are due, inventing more where too few are. */
std::vector<StripeEvent> nextBatch(LiveCompany &live, Waiting &waiting, std::size_t wanted)
{
    const auto now = currentTime();
    for (std::size_t tries = 0; waiting.due(now) < wanted && tries < 40 + wanted; ++tries) {
        waiting.add(live.happening(now));
    }
    return waiting.take(std::min(wanted, waiting.due(now)));
}

} // namespace

LiveSink sendingTo(const DeliveryTarget &target, int connections)
{
    DeliveryOptions options;
    options.connections = connections;
    options.requestDeadline = std::chrono::milliseconds(5'000);
    options.giveUpAfter = std::chrono::hours(24 * 365);
    options.giveUpWithoutSuccess = options.giveUpAfter;
    options.giveUpWithoutAnswer = options.giveUpAfter;
    return [target, options](const std::vector<StripeEvent> &events) {
        auto fitting = options;
        fitting.connections = std::min(options.connections, static_cast<int>(events.size()));
        const auto order
            = sendingOrder(events.size(), { /*inOrder=*/true, /*duplicates=*/false, 0 }, Random(0));
        Delivery(target, fitting, stopFlag()).send(events, order, [](std::size_t) {});
    };
}

LiveSink recordingIn(StateLink &state)
{
    return [&state](const std::vector<StripeEvent> &events) {
        std::string said;
        while (!stopFlag()) {
            const auto wrong = state.record({}, events, StateLink::Announce::ToEndpoints);
            if (wrong.empty()) {
                return;
            }
            if (wrong != said) {
                said = wrong;
                std::cerr << "live: " << wrong << "; trying on\n";
            }
            std::this_thread::sleep_until(std::chrono::steady_clock::now() + 5 * tick);
        }
    };
}

void runLive(Company &company, int eventsPerSecond, const LiveSink &sink)
{
    const auto start = currentTime();
    Waiting waiting(company.catchUp(start));
    LiveCompany live(company, start);
    std::int64_t credit = 0; // in tenths of an event
    std::size_t sent = 0;
    auto next = std::chrono::steady_clock::now();
    while (!stopFlag()) {
        credit = std::min<std::int64_t>(credit + eventsPerSecond, (eventsPerSecond + 1) * ticksPerSecond);
        const auto events = nextBatch(live, waiting, static_cast<std::size_t>(credit / ticksPerSecond));
        if (!events.empty()) {
            sink(events);
            sent += events.size();
            credit -= static_cast<std::int64_t>(events.size()) * ticksPerSecond;
        }
        next = std::max(next + tick, std::chrono::steady_clock::now());
        std::this_thread::sleep_until(next);
    }
    std::cerr << "live: sent " << sent << " events\n";
}

} // namespace billhook::sandbox

#include "app/sandbox/democommand.h"

#include "app/sandbox/liveloop.h"
#include "app/sandbox/statelink.h"
#include "app/sandbox/stopflag.h"
#include "services/sandbox/company/directoryfile.h"
#include "services/sandbox/company/ratesfile.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <optional>

namespace billhook::sandbox {

using app::ExitCode;

namespace {

ExitCode complain(const std::string &text, ExitCode code)
{
    std::cerr << "billhook-sandbox demo: " << text << "\n";
    return code;
}

bool writeFile(const std::string &path, const std::string &content)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    return !file.fail();
}

bool writeEvents(const std::string &path, const std::vector<StripeEvent> &events)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    for (const auto &event : events) {
        file << event.body << '\n';
    }
    file.close();
    return !file.fail();
}

/** The first file that could not be written; "" when all are. */
std::string writeFiles(
    const DemoSettings &settings, const Company &company, const std::vector<StripeEvent> &events)
{
    if (!settings.directoryPath.empty() && !writeFile(settings.directoryPath, directoryLines(company))) {
        return settings.directoryPath;
    }
    const auto &plan = settings.plan;
    if (!settings.ratesPath.empty()
        && !writeFile(settings.ratesPath, ratesCsv(plan.seed, plan.start(), plan.end))) {
        return settings.ratesPath;
    }
    return !settings.dumpPath.empty() && !writeEvents(settings.dumpPath, events) ? settings.dumpPath : "";
}

std::string withSeparators(std::size_t number)
{
    auto text = std::to_string(number);
    for (auto place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > 0; place -= 3) {
        text.insert(static_cast<std::size_t>(place), ",");
    }
    return text;
}

/** Writes "sent 12,000 of 31,204 · 1,950/s" to standard error, at most twice a second. */
class ProgressLine final
{
public:
    explicit ProgressLine(std::size_t total)
        : m_total(total)
    { }

    void show(std::size_t sent)
    {
        const std::scoped_lock lock(m_mutex);
        const auto now = std::chrono::steady_clock::now();
        if (now - m_shown >= std::chrono::milliseconds(500)) {
            m_shown = now;
            std::cerr << "sent " << withSeparators(sent) << " of " << withSeparators(m_total) << " · "
                      << withSeparators(rate(sent)) << "/s\n";
        }
    }

    std::size_t rate(std::size_t sent) const
    {
        const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - m_start);
        return sent * 1'000 / static_cast<std::size_t>(std::max<std::int64_t>(1, passed.count()));
    }

private:
    std::size_t m_total;
    std::mutex m_mutex;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_shown = m_start;
};

/** What the company sells, and the part of its history that Stripe would still list. */
std::string recordHistory(StateLink &state, const Company &company, const std::vector<StripeEvent> &events)
{
    constexpr Seconds listed = 30 * dayLength;
    std::vector<StripeEvent> recent;
    std::copy_if(events.begin(), events.end(), std::back_inserter(recent),
        [from = company.plan().end - listed](const StripeEvent &event) { return event.created >= from; });
    return state.record(company.catalog().documents(), recent, StateLink::Announce::ToNobody);
}

ExitCode sendHistory(const DemoSettings &settings, const std::vector<StripeEvent> &events)
{
    const auto order = sendingOrder(events.size(), settings.sending, Random(settings.plan.seed).fork(99));
    ProgressLine progress(order.size());
    Delivery delivery(settings.target, settings.delivery, stopFlag());
    const auto result
        = delivery.send(events, order, [&progress](std::size_t delivered) { progress.show(delivered); });
    std::cerr << "sent " << withSeparators(result.delivered) << " of " << withSeparators(order.size()) << " ("
              << withSeparators(events.size()) << " events, " << withSeparators(result.retries)
              << " retries) · " << withSeparators(progress.rate(result.delivered)) << "/s\n";
    if (result.delivered == order.size()) {
        return ExitCode::Done;
    }
    if (!result.everAnswered) {
        return complain("nobody answers at " + settings.target.host + ":"
                + std::to_string(settings.target.port) + ": " + result.lastFailure,
            ExitCode::Unreachable);
    }
    return complain(
        result.stopped ? "stopped" : "gave up, the last answer was " + result.lastFailure, ExitCode::Failed);
}

} // namespace

ExitCode runDemo(const DemoSettings &settings)
{
    if (const auto wrong = settings.contradiction(); !wrong.empty()) {
        return complain(wrong, ExitCode::Usage);
    }
    watchStopSignals();
    Company company(settings.plan);
    auto events = company.history();
    const auto unwritable = writeFiles(settings, company, events);
    if (!unwritable.empty()) {
        return complain("can't write " + unwritable, ExitCode::Failed);
    }
    std::optional<StateLink> state;
    if (!settings.statePath.empty()) {
        state.emplace(settings.statePath);
        const auto unkept = settings.liveOnly ? "" : recordHistory(*state, company, events);
        if (!unkept.empty()) {
            return complain(unkept, ExitCode::Unreachable);
        }
    }
    const auto code = settings.sends() && !settings.liveOnly ? sendHistory(settings, events) : ExitCode::Done;
    if (code != ExitCode::Done || settings.liveRate == 0) {
        return code;
    }
    std::vector<StripeEvent>().swap(events); // a live run may last for days
    const auto sink = state ? recordingIn(*state) : sendingTo(settings.target, settings.delivery.connections);
    runLive(company, settings.liveRate, sink);
    return ExitCode::Done;
}

} // namespace billhook::sandbox

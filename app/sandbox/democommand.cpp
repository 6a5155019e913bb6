#include "app/sandbox/democommand.h"

#include "app/sandbox/arguments.h"
#include "app/sandbox/liveloop.h"
#include "app/sandbox/statelink.h"
#include "app/sandbox/stopflag.h"
#include "services/sandbox/company/company.h"
#include "services/sandbox/company/directoryfile.h"
#include "services/sandbox/company/ratesfile.h"
#include "services/sandbox/delivery/delivery.h"
#include "services/sandbox/delivery/sendingorder.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <optional>

namespace billhook::sandbox {

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int wrongUsage = 2;
constexpr int unreachable = 3;

const char *const usage = "usage: billhook-sandbox demo --to URL --secret WHSEC [options]\n\n"
                          "Invents a company's billing history and sends it as signed Stripe webhooks.\n"
                          "The same seed, size and end give the same events.";

std::vector<OptionSpec> specs()
{
    return { { "--to", "URL", "where the webhooks go, http://HOST:PORT/PATH" },
        { "--secret", "WHSEC", "the endpoint's signing secret" },
        { "--state", "DIR", "let it happen in the sandbox that serves DIR; live events go to its endpoints" },
        { "--seed", "N", "which company (default 1)" },
        { "--months", "M", "length of the history (default 24)" },
        { "--organizations", "K", "how many organizations (default 500)" },
        { "--end", "ISO8601", "when the history ends (default now)" },
        { "--directory", "FILE", "write organizations, users and projects as JSON lines" },
        { "--rates", "FILE", "write daily exchange rates as CSV" },
        { "--connections", "C", "how many connections send (default 8)" },
        { "--in-order", "", "send in order of creation instead of mixed up" },
        { "--no-duplicates", "", "send every event once only" },
        { "--live", "RATE", "then go on living, RATE events a second, until stopped" },
        { "--live-only", "", "with --live: send no history" },
        { "--dump", "FILE", "write the events as JSON lines; without --to nothing is sent" },
        { "--help", "", "this text" } };
}

struct DemoRequest
{
    CompanyPlan plan;
    DeliveryTarget target;
    bool send = false;
    SendingOptions sending;
    DeliveryOptions delivery;
    int liveRate = 0; ///< events a second; 0: no live run
    bool liveOnly = false;
    std::string directoryPath;
    std::string ratesPath;
    std::string dumpPath;
    std::string statePath; ///< empty: nobody keeps what happens
};

int complain(const std::string &text, int code)
{
    std::cerr << "billhook-sandbox demo: " << text << "\n";
    return code;
}

/** What does not go together in the request; "" when it is complete. */
std::string contradiction(const DemoRequest &request)
{
    if (request.send && request.target.secret.empty()) {
        return "--secret is missing: give the endpoint's signing secret (whsec_...)";
    }
    if (request.liveOnly && request.liveRate == 0) {
        return "--live-only needs --live RATE";
    }
    if (request.liveRate > 0 && !request.send && request.statePath.empty()) {
        return "--live needs --to URL --secret WHSEC, or --state DIR";
    }
    const bool anything = request.send || !request.statePath.empty() || !request.dumpPath.empty()
        || !request.directoryPath.empty() || !request.ratesPath.empty();
    return anything ? "" : "nothing to do: give --to URL --secret WHSEC, or --dump FILE";
}

/** What is wrong with the request; "" when it is complete. */
std::string readRequest(Arguments &arguments, DemoRequest &request)
{
    request.plan.seed
        = static_cast<std::uint64_t>(arguments.number("--seed", 1, 0, 9'000'000'000'000'000'000));
    request.plan.months = static_cast<int>(arguments.number("--months", 24, 1, 240));
    request.plan.organizations
        = static_cast<std::size_t>(arguments.number("--organizations", 500, 1, 20'000));
    request.delivery.connections = static_cast<int>(arguments.number("--connections", 8, 1, 256));
    request.sending.inOrder = arguments.has("--in-order");
    request.sending.duplicates = !arguments.has("--no-duplicates");
    request.liveRate = static_cast<int>(arguments.number("--live", 0, 1, 5'000));
    request.liveOnly = arguments.has("--live-only");
    request.directoryPath = arguments.text("--directory", "");
    request.ratesPath = arguments.text("--rates", "");
    request.dumpPath = arguments.text("--dump", "");
    request.statePath = arguments.text("--state", "");
    request.send = arguments.has("--to");
    request.plan.end = currentTime();
    if (!arguments.failure().empty()) {
        return arguments.failure();
    }
    if (arguments.has("--end")) {
        const auto end = parseInstant(arguments.text("--end", ""));
        if (!end) {
            return "--end must be a UTC instant such as 2026-11-22T13:00:00Z";
        }
        request.plan.end = *end;
    }
    if (request.send && !parseTarget(arguments.text("--to", ""), request.target)) {
        return "--to must be a URL such as http://127.0.0.1:8080/api/webhooks/stripe";
    }
    request.target.secret = arguments.text("--secret", "");
    return contradiction(request);
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
    const DemoRequest &request, const Company &company, const std::vector<StripeEvent> &events)
{
    if (!request.directoryPath.empty() && !writeFile(request.directoryPath, directoryLines(company))) {
        return request.directoryPath;
    }
    const auto &plan = request.plan;
    if (!request.ratesPath.empty()
        && !writeFile(request.ratesPath, ratesCsv(plan.seed, plan.start(), plan.end))) {
        return request.ratesPath;
    }
    return !request.dumpPath.empty() && !writeEvents(request.dumpPath, events) ? request.dumpPath : "";
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

int sendHistory(const DemoRequest &request, const std::vector<StripeEvent> &events)
{
    const auto order = sendingOrder(events.size(), request.sending, Random(request.plan.seed).fork(99));
    ProgressLine progress(order.size());
    Delivery delivery(request.target, request.delivery, stopFlag());
    const auto result
        = delivery.send(events, order, [&progress](std::size_t delivered) { progress.show(delivered); });
    std::cerr << "sent " << withSeparators(result.delivered) << " of " << withSeparators(order.size()) << " ("
              << withSeparators(events.size()) << " events, " << withSeparators(result.retries)
              << " retries) · " << withSeparators(progress.rate(result.delivered)) << "/s\n";
    if (result.delivered == order.size()) {
        return done;
    }
    if (!result.everAnswered) {
        return complain("nobody answers at " + request.target.host + ":" + std::to_string(request.target.port)
                + ": " + result.lastFailure,
            unreachable);
    }
    return complain(
        result.stopped ? "stopped" : "gave up, the last answer was " + result.lastFailure, failed);
}

} // namespace

int runDemo(const std::vector<std::string> &words)
{
    Arguments arguments(specs(), words);
    if (arguments.has("--help")) {
        std::cout << arguments.help(usage);
        return done;
    }
    DemoRequest request;
    const auto wrong = readRequest(arguments, request);
    if (!wrong.empty()) {
        return complain(wrong, wrongUsage);
    }
    watchStopSignals();
    Company company(request.plan);
    auto events = company.history();
    const auto unwritable = writeFiles(request, company, events);
    if (!unwritable.empty()) {
        return complain("can't write " + unwritable, failed);
    }
    std::optional<StateLink> state;
    if (!request.statePath.empty()) {
        state.emplace(request.statePath);
        const auto unkept = request.liveOnly ? "" : recordHistory(*state, company, events);
        if (!unkept.empty()) {
            return complain(unkept, unreachable);
        }
    }
    const auto code = request.send && !request.liveOnly ? sendHistory(request, events) : done;
    if (code != done || request.liveRate == 0) {
        return code;
    }
    std::vector<StripeEvent>().swap(events); // a live run may last for days
    const auto sink = state ? recordingIn(*state) : sendingTo(request.target, request.delivery.connections);
    return runLive(company, request.liveRate, sink);
}

} // namespace billhook::sandbox

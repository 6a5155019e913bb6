#include "app/sandbox/servecommand.h"

#include "app/sandbox/arguments.h"
#include "app/sandbox/statelink.h"
#include "services/http/server.h"
#include "services/sandbox/api/apiserver.h"
#include "services/sandbox/delivery/webhooksender.h"

#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>

namespace billhook::sandbox {

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int wrongUsage = 2;

const char *const usage
    = "usage: billhook-sandbox serve [--listen HOST:PORT] [--state DIR]\n\n"
      "A local stand-in for Stripe's API, for tests and first looks. Any key that begins with\n"
      "sk_test_ may do everything; one that begins with rk_test_ what /sandbox/keys gave it.";

std::vector<OptionSpec> specs()
{
    return { { "--listen", "HOST:PORT", "where to listen (default 127.0.0.1:12111; port 0: any free one)" },
        { "--state", "DIR", "keep everything there, across restarts (default: forget it at the end)" },
        { "--fault-seed", "N", "let things go wrong now and then, the same for the same N" },
        { "--help", "", "this text" } };
}

int complain(const std::string &text, int code)
{
    std::cerr << "billhook-sandbox serve: " << text << "\n";
    return code;
}

bool parseListen(const std::string &text, http::ServerOptions &options)
{
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) {
        return false;
    }
    options.address = text.substr(0, colon);
    const auto *begin = text.data() + colon + 1;
    const auto *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(begin, end, options.port);
    return error == std::errc() && stop == end && begin != end;
}

int startFailed(const http::Server &server, http::StartFailure failure, const std::string &where)
{
    switch (failure) {
    case http::StartFailure::AddressInUse:
        return complain(
            where + " is in use already; stop what listens there or give another with --listen", wrongUsage);
    case http::StartFailure::AddressUnusable:
        return complain("can't listen on " + where + ": " + server.failureText(), wrongUsage);
    default:
        return complain("can't start: " + server.failureText(), failed);
    }
}

sigset_t blockStopSignals()
{
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

/** Every kind of fault a few times in a thousand. */
void disturb(Engine &engine, std::uint64_t seed)
{
    constexpr int permille = 15;
    std::map<FaultKind, int> chances;
    for (const auto &name : faultNames()) {
        chances[*faultKindOf(name)] = permille;
    }
    engine.faults.chance(seed, chances);
}

/** What is wrong with the state's folder; "" when it is open. */
std::string openState(Engine &engine, const std::string &folder)
{
    const auto opened = folder.empty() ? domain::Result<void>() : engine.store.open(folder);
    return opened ? "" : opened.error().message;
}

std::uint64_t trueRandomness()
{
    std::random_device device;
    return (std::uint64_t{ device() } << 32U) | device();
}

/** Says where the state is served, for as long as it lives. */
class AddressNote final
{
public:
    AddressNote(const std::string &folder, const std::string &address)
        : m_path(folder.empty() ? "" : addressFile(folder))
    {
        if (!m_path.empty()) {
            std::ofstream(m_path, std::ios::trunc) << address << "\n";
        }
    }
    AddressNote(const AddressNote &) = delete;
    AddressNote &operator=(const AddressNote &) = delete;
    ~AddressNote()
    {
        std::error_code ignored; // the next one writes over it
        std::filesystem::remove(m_path, ignored);
    }

private:
    std::string m_path;
};

int serve(Engine &engine, const http::ServerOptions &options, const std::string &where,
    const std::string &folder, const sigset_t &stopSignals)
{
    WebhookSender sender(engine);
    ApiServer api(engine, [&sender] { sender.wake(); });
    http::Server server(options, api.httpRoutes());
    const auto failure = server.start();
    if (failure != http::StartFailure::None) {
        return startFailed(server, failure, where);
    }
    const auto address = "http://" + options.address + ":" + std::to_string(server.port());
    const AddressNote note(folder, address);
    std::cout << "listening on " << address << std::endl;
    int received = 0;
    sigwait(&stopSignals, &received);
    server.stop(std::chrono::seconds(5));
    return done;
}

} // namespace

int runServe(const std::vector<std::string> &words)
{
    Arguments arguments(specs(), words);
    if (arguments.has("--help")) {
        std::cout << arguments.help(usage);
        return done;
    }
    const auto faultSeed = arguments.number("--fault-seed", 0, 0, 9'000'000'000'000'000'000);
    if (!arguments.failure().empty()) {
        return complain(arguments.failure(), wrongUsage);
    }
    http::ServerOptions options;
    options.handlerDeadline
        = std::chrono::minutes(2); // a fault may make a call wait for longer than a client does
    const auto where = arguments.text("--listen", "127.0.0.1:12111");
    if (!parseListen(where, options)) {
        return complain("--listen must be HOST:PORT, not \"" + where + "\"", wrongUsage);
    }
    const auto stopSignals = blockStopSignals(); // before any thread starts, so that only sigwait() gets them
    Engine engine;
    engine.ids = Random(trueRandomness());
    const auto folder = arguments.text("--state", "");
    const auto unusable = openState(engine, folder);
    if (!unusable.empty()) {
        return complain(unusable, wrongUsage);
    }
    if (arguments.has("--fault-seed")) {
        disturb(engine, static_cast<std::uint64_t>(faultSeed));
    }
    return serve(engine, options, where, folder, stopSignals);
}

} // namespace billhook::sandbox

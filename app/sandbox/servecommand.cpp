#include "app/sandbox/servecommand.h"

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
#include <limits>
#include <random>

namespace billhook::sandbox {

using app::ExitCode;

namespace {

constexpr const char *whereUntold = "127.0.0.1:12111";

ExitCode complain(const std::string &text, ExitCode code)
{
    std::cerr << "billhook-sandbox serve: " << text << "\n";
    return code;
}

bool readListen(const std::string &text, http::ServerOptions &options)
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

ExitCode startFailed(const http::Server &server, http::StartFailure failure, const std::string &where)
{
    switch (failure) {
    case http::StartFailure::AddressInUse:
        return complain(where + " is in use already; stop what listens there or give another with --listen",
            ExitCode::Usage);
    case http::StartFailure::AddressUnusable:
        return complain("can't listen on " + where + ": " + server.failureText(), ExitCode::Usage);
    default:
        return complain("can't start: " + server.failureText(), ExitCode::Failed);
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

ExitCode serve(Engine &engine, const http::ServerOptions &options, const std::string &where,
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
    {
        const std::scoped_lock lock(engine.mutex);
        engine.address = address;
    }
    const AddressNote note(folder, address);
    std::cout << "listening on " << address << std::endl;
    constexpr timespec second{ 1, 0 };
    while (sigtimedwait(&stopSignals, nullptr, &second) < 0) {
        api.keepTime();
    }
    server.stop(std::chrono::seconds(5));
    return ExitCode::Done;
}

} // namespace

void ServeSettings::addTo(app::Options options, ServeSettings &settings)
{
    options
        .command("serve",
            "a local stand-in for Stripe's API, for tests and first looks; any key that begins with sk_test_ "
            "may do "
            "everything, one that begins with rk_test_ what /sandbox/keys gave it")
        .text("--listen", settings.where,
            std::string("where to listen (default ").append(whereUntold).append("; port 0: any free one)"))
        .standsFor("HOST:PORT")
        .text("--state", settings.folder,
            "keep everything there, across restarts (default: forget it at the end)")
        .standsFor("DIR")
        .number("--fault-seed", settings.faultSeed, 0, std::numeric_limits<std::int64_t>::max(),
            "let things go wrong now and then, the same for the same N");
}

ExitCode runServe(const ServeSettings &settings)
{
    http::ServerOptions options;
    options.handlerDeadline
        = std::chrono::minutes(2); // a fault may make a call wait for longer than a client does
    const auto where = settings.where.empty() ? whereUntold : settings.where;
    if (!readListen(where, options)) {
        return complain("--listen must be HOST:PORT, not \"" + where + "\"", ExitCode::Usage);
    }
    const auto stopSignals = blockStopSignals(); // before any thread starts, so that only sigwait() gets them
    Engine engine;
    engine.ids = Random(trueRandomness());
    if (const auto unusable = openState(engine, settings.folder); !unusable.empty()) {
        return complain(unusable, ExitCode::Usage);
    }
    if (settings.faultSeed) {
        disturb(engine, *settings.faultSeed);
    }
    return serve(engine, options, where, settings.folder, stopSignals);
}

} // namespace billhook::sandbox

#include "app/sandbox/servecommand.h"

#include "app/sandbox/arguments.h"
#include "services/http/server.h"
#include "services/sandbox/api/apiserver.h"

#include <charconv>
#include <chrono>
#include <csignal>
#include <iostream>
#include <random>

namespace billhook::sandbox {

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int wrongUsage = 2;

const char *const usage = "usage: billhook-sandbox serve [--listen HOST:PORT]\n\n"
                          "A local stand-in for Stripe's API, for tests and first looks.\n"
                          "Any key that begins with sk_test_ or rk_test_ is accepted.";

std::vector<OptionSpec> specs()
{
    return { { "--listen", "HOST:PORT", "where to listen (default 127.0.0.1:12111; port 0: any free one)" },
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

std::uint64_t trueRandomness()
{
    std::random_device device;
    return (std::uint64_t{ device() } << 32U) | device();
}

} // namespace

int runServe(const std::vector<std::string> &words)
{
    const Arguments arguments(specs(), words);
    if (arguments.has("--help")) {
        std::cout << arguments.help(usage);
        return done;
    }
    if (!arguments.failure().empty()) {
        return complain(arguments.failure(), wrongUsage);
    }
    http::ServerOptions options;
    const auto where = arguments.text("--listen", "127.0.0.1:12111");
    if (!parseListen(where, options)) {
        return complain("--listen must be HOST:PORT, not \"" + where + "\"", wrongUsage);
    }
    const auto stopSignals = blockStopSignals(); // before any thread starts, so that only sigwait() gets them
    ApiServer api(trueRandomness());
    http::Server server(options, api.httpRoutes());
    const auto failure = server.start();
    if (failure != http::StartFailure::None) {
        return startFailed(server, failure, where);
    }
    std::cout << "listening on http://" << options.address << ":" << server.port() << std::endl;
    int received = 0;
    sigwait(&stopSignals, &received);
    server.stop(std::chrono::seconds(5));
    return done;
}

} // namespace billhook::sandbox

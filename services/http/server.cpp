#include "services/http/server.h"

#include "services/http/iothread.h"
#include "services/http/listener.h"
#include "services/http/serverstate.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <future>
#include <utility>

namespace billhook::http {

namespace {

using boost::system::error_code;

StartFailure failureOf(const error_code &ec)
{
    if (ec == boost::asio::error::address_in_use) {
        return StartFailure::AddressInUse;
    }
    if (ec == boost::asio::error::no_descriptors || ec == boost::asio::error::no_memory
        || ec == boost::asio::error::no_buffer_space) {
        return StartFailure::OutOfResources;
    }
    return StartFailure::AddressUnusable;
}

} // namespace

class Server::Private final
{
public:
    std::shared_ptr<ServerState> state;
    std::vector<std::shared_ptr<IoThread>> threads;
    std::unique_ptr<Listener> listener;
    std::string failure;
    std::uint16_t port = 0;

    StartFailure fail(StartFailure kind, std::string text)
    {
        listener.reset();
        threads.clear();
        failure = std::move(text);
        return kind;
    }

    StartFailure start()
    {
        failure.clear();
        const auto &options = state->options;
        error_code ec;
        const auto host = options.address == "localhost" ? std::string("127.0.0.1") : options.address;
        const auto address = boost::asio::ip::make_address(host, ec);
        if (ec) {
            return fail(StartFailure::AddressUnusable, options.address + " is not an IP address");
        }
        for (int i = 0; i < std::max(1, options.ioThreads); ++i) {
            threads.push_back(std::make_shared<IoThread>(state));
        }
        listener = std::make_unique<Listener>(threads);
        ec = listener->open({ address, options.port });
        if (ec) {
            return fail(
                failureOf(ec), options.address + ":" + std::to_string(options.port) + ": " + ec.message());
        }
        port = listener->port();
        listener->accept();
        for (const auto &thread : threads) {
            thread->run();
        }
        return StartFailure::None;
    }

    /** Posts `task` to an I/O thread; false when it could not run within the time, because a handler blocks.
     */
    template <typename Task>
    static bool onThread(IoThread &thread, std::chrono::milliseconds limit, Task task)
    {
        auto done = std::make_shared<std::promise<void>>();
        auto future = done->get_future();
        boost::asio::post(thread.context(), [done, task = std::move(task)]() mutable {
            task();
            done->set_value();
        });
        return future.wait_for(limit) == std::future_status::ready;
    }

    void stop(std::chrono::milliseconds grace)
    {
        if (threads.empty()) {
            return;
        }
        const auto end = std::chrono::steady_clock::now() + grace;
        const auto left = [end] {
            const auto rest = end - std::chrono::steady_clock::now();
            return std::max(
                std::chrono::milliseconds(0), std::chrono::duration_cast<std::chrono::milliseconds>(rest));
        };
        onThread(*threads.front(), left(), [this] { listener->close(); });
        for (const auto &thread : threads) {
            onThread(*thread, left(), [io = thread.get()] { io->drain(); });
        }
        state->waitUntilIdle(left());
        for (const auto &thread : threads) {
            boost::asio::post(thread->context(), [io = thread.get()] { io->quit(); });
        }
        for (const auto &thread : threads) {
            thread->join();
        }
        listener.reset();
        threads.clear();
    }
};

Server::Server(ServerOptions options, std::vector<Route> routes, Observer observer)
    : d(std::make_unique<Private>())
{
    d->state = std::make_shared<ServerState>(std::move(options), std::move(routes), std::move(observer));
}

Server::~Server()
{
    try {
        stop(std::chrono::milliseconds(0));
    } catch (...) {
        std::terminate(); // a thread that was not told to quit is never joined: better a crash than a hang
    }
}

StartFailure Server::start()
{
    return d->start();
}

std::string Server::failureText() const
{
    return d->failure;
}

std::uint16_t Server::port() const
{
    return d->port;
}

void Server::stop(std::chrono::milliseconds grace)
{
    d->stop(grace);
}

ServerStats Server::stats() const
{
    const auto &counters = d->state->counters;
    ServerStats stats;
    stats.connectionsAccepted = counters.accepted.load();
    stats.connectionsOpen = counters.open.load();
    stats.connectionsRefused = counters.refused.load();
    stats.requests = counters.requests.load();
    stats.gateRefusals = counters.gateRefusals.load();
    stats.deadlinesMissed = counters.deadlinesMissed.load();
    stats.bodyBytesInFlight = counters.bodyBytes.load();
    return stats;
}

} // namespace billhook::http

#pragma once

#include "services/http/message.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace billhook::http {

struct ServerOptions
{
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080; ///< 0: any free port
    int ioThreads = 1; ///< each with an io_context and timers of its own
    std::chrono::milliseconds headerDeadline{ 5'000 };
    /** What one request may wait for its client in all: head, body and the taking of the answer. */
    std::chrono::milliseconds clientDeadline{ 7'000 };
    std::chrono::milliseconds handlerDeadline{ 10'000 }; ///< then 503
    std::chrono::milliseconds idleDeadline{ 15'000 };
    int maxRequestsPerConnection = 1'000;
    int maxConnections = 1'024; ///< beyond: the one that matters least is closed, see Connection::Claim
    int maxConnectionsPerAddress = 64; ///< loopback and trustedProxies are exempt
    std::size_t maxBodyBytesInFlight = 24U << 20U; ///< beyond: 503 + Retry-After; see ServerState::BodySize
    std::vector<std::string> trustedProxies; ///< addresses and networks
};

/** Counts since start; read from any thread. */
struct ServerStats
{
    std::uint64_t connectionsAccepted = 0;
    std::uint64_t connectionsOpen = 0;
    std::uint64_t connectionsRefused = 0;
    std::uint64_t requests = 0;
    std::uint64_t gateRefusals = 0;
    std::uint64_t deadlinesMissed = 0;
    std::uint64_t bodyBytesInFlight = 0;
};

enum class StartFailure
{
    None,
    AddressInUse,
    AddressUnusable,
    OutOfResources
};

/**
 * A strict HTTP/1.1 server on its own threads, all of Boost.Beast behind it. Every wait has a deadline.
 * start() and stop() are called from one thread; handlers run on the I/O threads.
 */
class Server final
{
public:
    /** Told about each finished request, on an I/O thread: route path ("" when none), method, status,
     * seconds. */
    using Observer = std::function<void(
        const std::string &route, const std::string &method, int status, double seconds)>;

    Server(ServerOptions options, std::vector<Route> routes, Observer observer = {});
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;
    ~Server();

    /** Binds and begins to accept. On failure nothing runs and failureText() says why. */
    StartFailure start();
    std::string failureText() const;
    std::uint16_t port() const; ///< the bound port, after start()

    /** Stops accepting, lets accepted requests finish within the grace time, closes, joins. Idempotent. */
    void stop(std::chrono::milliseconds grace);

    ServerStats stats() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::http

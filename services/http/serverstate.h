#pragma once

#include "services/http/router.h"
#include "services/http/server.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace billhook::http {

/** Written by all I/O threads. */
struct ServerCounters
{
    std::atomic<std::uint64_t> accepted{ 0 };
    std::atomic<std::uint64_t> open{ 0 };
    std::atomic<std::uint64_t> refused{ 0 };
    std::atomic<std::uint64_t> requests{ 0 };
    std::atomic<std::uint64_t> gateRefusals{ 0 };
    std::atomic<std::uint64_t> deadlinesMissed{ 0 };
    std::atomic<std::uint64_t> bodyBytes{ 0 };
};

/** What all I/O threads of one server share. Thread-safe. */
class ServerState final
{
public:
    ServerState(ServerOptions options, std::vector<Route> routes, Server::Observer observer);

    const ServerOptions options;
    const Router router;
    const Server::Observer observer;
    ServerCounters counters;

    /** Counts a connection of that address; false when it has too many already. */
    bool enterAddress(const std::string &address);
    void leaveAddress(const std::string &address);
    bool isTrustedProxy(const std::string &address) const;

    enum class BodySize
    {
        Small, ///< as most webhooks
        Large ///< leaves a part of the memory to small ones, so that a crowd of large ones keeps none away
    };
    /** Takes `bytes` of the memory for bodies; false, and nothing taken, when there is not enough. */
    bool takeBodyBytes(std::size_t bytes, BodySize size);
    void giveBodyBytes(std::size_t bytes);

    void connectionClosed();
    /** Blocks until no connection is open; false when `grace` was too short. */
    bool waitUntilIdle(std::chrono::milliseconds grace);

private:
    std::mutex m_mutex;
    std::condition_variable m_idle;
    std::unordered_map<std::string, int> m_connectionsOf; ///< guarded by m_mutex
};

} // namespace billhook::http

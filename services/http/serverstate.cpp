#include "services/http/serverstate.h"

#include "services/http/network.h"

#include <algorithm>
#include <utility>

namespace billhook::http {

namespace {

constexpr std::size_t keptForSmall = 8; ///< one part in so many

} // namespace

ServerState::ServerState(
    ServerOptions serverOptions, std::vector<Route> routes, Server::Observer requestObserver)
    : options(std::move(serverOptions))
    , router(std::move(routes))
    , observer(std::move(requestObserver))
{ }

bool ServerState::enterAddress(const std::string &address)
{
    const std::lock_guard lock(m_mutex);
    int &count = m_connectionsOf[address];
    if (count >= options.maxConnectionsPerAddress) {
        return false;
    }
    ++count;
    return true;
}

void ServerState::leaveAddress(const std::string &address)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_connectionsOf.find(address);
    if (found != m_connectionsOf.end() && --found->second <= 0) {
        m_connectionsOf.erase(found);
    }
}

bool ServerState::isTrustedProxy(const std::string &address) const
{
    const auto &proxies = options.trustedProxies;
    return std::any_of(proxies.begin(), proxies.end(),
        [&address](const std::string &proxy) { return covers(proxy, address); });
}

bool ServerState::takeBodyBytes(std::size_t bytes, BodySize size)
{
    const auto all = options.maxBodyBytesInFlight;
    const auto most = size == BodySize::Small ? all : all - all / keptForSmall;
    if (counters.bodyBytes.fetch_add(bytes) + bytes > most) {
        counters.bodyBytes.fetch_sub(bytes);
        return false;
    }
    return true;
}

void ServerState::giveBodyBytes(std::size_t bytes)
{
    counters.bodyBytes.fetch_sub(bytes);
}

void ServerState::connectionClosed()
{
    if (counters.open.fetch_sub(1) == 1) {
        const std::lock_guard lock(m_mutex);
        m_idle.notify_all();
    }
}

bool ServerState::waitUntilIdle(std::chrono::milliseconds grace)
{
    std::unique_lock lock(m_mutex);
    return m_idle.wait_for(lock, grace, [this] { return counters.open.load() == 0; });
}

} // namespace billhook::http

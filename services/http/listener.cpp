#include "services/http/listener.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>
#include <poll.h>

#include <algorithm>
#include <utility>

namespace billhook::http {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds firstPause{ 50 };
constexpr std::chrono::milliseconds longestPause{ 1'000 };

/** The kernel would hold up to 6 MiB for each connection that is sent more than it reads. */
constexpr int unreadBytes = 128 << 10;
/** And up to 4 MiB of answers for each that reads less than it asks for. */
constexpr int unsentBytes = 128 << 10;

Peer peerOf(const boost::asio::ip::address &address)
{
    Peer peer;
    const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    const boost::asio::ip::address plain
        = mapped ? boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()) : address;
    peer.address = plain.to_string();
    peer.loopback = plain.is_loopback();
    return peer;
}

} // namespace

Listener::Listener(std::vector<std::shared_ptr<IoThread>> threads)
    : m_threads(std::move(threads))
    , m_state(m_threads.front()->state())
    , m_acceptor(m_threads.front()->context())
    , m_timer(m_threads.front()->context())
    , m_pause(firstPause)
{ }

error_code Listener::open(const tcp::endpoint &endpoint)
{
    error_code ec;
    m_acceptor.open(endpoint.protocol(), ec);
    if (!ec) {
        m_acceptor.set_option(boost::asio::socket_base::reuse_address(true), ec);
    }
    if (!ec) {
        // Connections inherit it; set later it would come after the window was agreed on.
        m_acceptor.set_option(boost::asio::socket_base::receive_buffer_size(unreadBytes), ec);
    }
    if (!ec) {
        m_acceptor.set_option(boost::asio::socket_base::send_buffer_size(unsentBytes), ec);
    }
    if (!ec) {
        m_acceptor.bind(endpoint, ec);
    }
    if (!ec) {
        m_acceptor.listen(boost::asio::socket_base::max_listen_connections, ec);
    }
    return ec;
}

std::uint16_t Listener::port() const
{
    error_code ec;
    return m_acceptor.local_endpoint(ec).port();
}

IoThread &Listener::nextThread()
{
    m_next = (m_next + 1) % m_threads.size();
    return *m_threads[m_next];
}

void Listener::accept()
{
    m_acceptor.async_accept(nextThread().context(),
        [this](const error_code &ec, tcp::socket socket) { accepted(ec, std::move(socket)); });
}

void Listener::accepted(const error_code &ec, tcp::socket socket)
{
    if (!m_acceptor.is_open() || ec == boost::asio::error::operation_aborted) {
        return;
    }
    if (ec == boost::asio::error::connection_aborted) {
        accept();
        return;
    }
    if (ec == boost::asio::error::no_descriptors && !somebodyWaits()) {
        acceptWhenWanted();
        return;
    }
    if (ec) {
        const bool room = ec == boost::asio::error::no_descriptors && m_threads.front()->makeRoom();
        room ? accept() : acceptLater();
        return;
    }
    m_pause = firstPause;
    admit(std::move(socket));
    accept();
}

/** The kernel wants a descriptor before it looks whether anybody is there to be accepted. */
bool Listener::somebodyWaits()
{
    pollfd entry{ m_acceptor.native_handle(), POLLIN, 0 };
    return ::poll(&entry, 1, 0) > 0;
}

void Listener::acceptWhenWanted()
{
    m_acceptor.async_wait(tcp::acceptor::wait_read, [this](const error_code &ec) {
        if (!ec && m_acceptor.is_open()) {
            accept();
        }
    });
}

void Listener::acceptLater()
{
    m_timer.expires_after(m_pause);
    m_pause = std::min(m_pause * 2, longestPause);
    m_timer.async_wait([this](const error_code &ec) {
        if (!ec && m_acceptor.is_open()) {
            accept();
        }
    });
}

void Listener::admit(tcp::socket socket)
{
    error_code ec;
    const auto remote = socket.remote_endpoint(ec);
    if (ec) {
        return;
    }
    m_state.counters.accepted.fetch_add(1);
    Peer peer = peerOf(remote.address());
    if (!peer.loopback && !m_state.isTrustedProxy(peer.address)) {
        peer.counted = m_state.enterAddress(peer.address);
        if (!peer.counted) {
            m_state.counters.refused.fetch_add(1);
            refuseConnection(socket);
            return;
        }
    }
    const auto open = m_state.counters.open.fetch_add(1) + 1;
    const bool overCap = open > static_cast<std::uint64_t>(m_state.options.maxConnections);
    auto &thread = *m_threads[m_next];
    boost::asio::dispatch(
        thread.context(), [&thread, socket = std::move(socket), peer = std::move(peer), overCap]() mutable {
            thread.adopt(std::move(socket), std::move(peer), overCap);
        });
}

void Listener::close()
{
    if (!m_acceptor.is_open()) {
        return;
    }
    error_code ec;
    m_timer.cancel();
    m_acceptor.cancel(ec);
    m_acceptor.non_blocking(true, ec);
    for (;;) {
        tcp::socket socket(nextThread().context());
        m_acceptor.accept(socket, ec);
        if (ec) {
            break;
        }
        admit(std::move(socket));
    }
    m_acceptor.close(ec);
}

} // namespace billhook::http

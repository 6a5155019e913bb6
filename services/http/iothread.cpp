#include "services/http/iothread.h"

#include "services/http/connection.h"
#include "services/http/responsewriter.h"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace billhook::http {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/** A body that takes longer is no hurried sender's, and gives way to others when memory is short. */
constexpr std::chrono::milliseconds stallTime{ 250 };

std::chrono::milliseconds sweepIntervalOf(const ServerOptions &options)
{
    const auto shortest = std::min(
        { options.headerDeadline, options.clientDeadline, options.handlerDeadline, options.idleDeadline });
    return std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
}

} // namespace

IoThread::IoThread(std::shared_ptr<ServerState> state)
    : m_state(std::move(state))
    , m_context(1)
    , m_work(boost::asio::make_work_guard(m_context))
    , m_timer(m_context)
    , m_sweepInterval(sweepIntervalOf(m_state->options))
    , m_discard(std::make_unique<std::array<char, 65536>>())
{ }

IoThread::~IoThread()
{
    join();
}

void IoThread::run()
{
    sweepLater();
    m_thread = std::thread([this] {
        while (!m_context.stopped()) {
            try {
                m_context.run();
            } catch (const std::exception &) {
                // Out of memory in one connection's work: its deadline ends it, the others go on.
                continue;
            }
        }
    });
}

void IoThread::join()
{
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

boost::asio::mutable_buffer IoThread::discardBuffer()
{
    return boost::asio::buffer(*m_discard);
}

void IoThread::adopt(tcp::socket socket, Peer peer, bool overCap)
{
    if (overCap && !makeRoom()) {
        m_state->counters.refused.fetch_add(1);
        refuseConnection(socket);
        if (peer.counted) {
            m_state->leaveAddress(peer.address);
        }
        m_state->connectionClosed();
        return;
    }
    m_connections.push_back(std::make_shared<Connection>(*this, std::move(socket), std::move(peer)));
    const auto connection = m_connections.back();
    connection->start(std::prev(m_connections.end()));
    if (m_draining) {
        connection->drain();
    }
}

void IoThread::forget(Connections::iterator position)
{
    m_connections.erase(position);
}

bool IoThread::makeRoom()
{
    const auto now = Clock::now();
    const auto least = std::min_element(m_connections.begin(), m_connections.end(),
        [now](const std::shared_ptr<Connection> &left, const std::shared_ptr<Connection> &right) {
            return std::pair(left->claim(now), left->since()) < std::pair(right->claim(now), right->since());
        });
    if (least == m_connections.end() || (*least)->claim(now) == Connection::Claim::Served) {
        return false;
    }
    const auto connection = *least;
    connection->evict();
    return true;
}

std::shared_ptr<Connection> IoThread::oldestStalledBody() const
{
    std::shared_ptr<Connection> oldest;
    for (const auto &connection : m_connections) {
        if (connection->holdsBody() && (!oldest || connection->since() < oldest->since())) {
            oldest = connection;
        }
    }
    return oldest && oldest->since() + stallTime < Clock::now() ? oldest : nullptr;
}

void IoThread::drain()
{
    m_draining = true;
    for (auto next = m_connections.begin(); next != m_connections.end();) {
        const auto connection = *next++;
        connection->drain();
    }
}

void IoThread::quit()
{
    while (!m_connections.empty()) {
        const auto connection = m_connections.front();
        connection->close();
    }
    m_context.stop();
}

std::string_view IoThread::date()
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (seconds.time_since_epoch().count() != m_dateSeconds) {
        m_dateSeconds = seconds.time_since_epoch().count();
        m_date = formatHttpDate(m_dateSeconds);
    }
    return m_date;
}

void IoThread::sweepLater()
{
    m_timer.expires_after(m_sweepInterval);
    m_timer.async_wait([this](const error_code &ec) {
        if (!ec) {
            sweep();
        }
    });
}

void IoThread::sweep()
{
    sweepLater();
    const auto now = Clock::now();
    for (auto next = m_connections.begin(); next != m_connections.end();) {
        const auto connection = *next++;
        connection->expire(now);
    }
}

void refuseConnection(tcp::socket &socket)
{
    const Response response = busy("too_many_connections", "The server has no room for another connection.");
    std::string bytes;
    writeResponse(response, { .close = true, .omitBody = false, .date = {} }, bytes);
    error_code ec;
    socket.non_blocking(true, ec);
    socket.write_some(boost::asio::buffer(bytes), ec);
    socket.shutdown(tcp::socket::shutdown_send, ec);
    // What already arrived is read, because closing on unread bytes would reset the answer away.
    std::array<char, 4096> ignored{};
    socket.read_some(boost::asio::buffer(ignored), ec);
    socket.close(ec);
}

} // namespace billhook::http

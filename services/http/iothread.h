#pragma once

#include "services/http/serverstate.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <thread>

namespace billhook::http {

class Connection;

struct Peer
{
    std::string address;
    bool loopback = false;
    bool counted = false; ///< entered in ServerState's count of its address
};

/**
 * One single-threaded io_context, the connections it serves and the one timer that holds all their deadlines:
 * it sweeps, because a timer per wait would cost more than the requests themselves. All but post() and join()
 * is called on the thread. Outlives its thread while answers are still held by handlers.
 */
class IoThread final : public std::enable_shared_from_this<IoThread>
{
public:
    using Clock = std::chrono::steady_clock;
    using Connections = std::list<std::shared_ptr<Connection>>;

    explicit IoThread(std::shared_ptr<ServerState> state);
    IoThread(const IoThread &) = delete;
    IoThread &operator=(const IoThread &) = delete;
    ~IoThread();

    void run(); ///< starts the thread
    void join(); ///< after quit() was posted

    boost::asio::io_context &context() { return m_context; }
    ServerState &state() { return *m_state; }
    boost::asio::mutable_buffer discardBuffer(); ///< for bytes nobody looks at; shared by all connections

    /** Serves a connection that is already counted as open. `overCap`: only in exchange for another. */
    void adopt(boost::asio::ip::tcp::socket socket, Peer peer, bool overCap);
    void forget(Connections::iterator position);
    /** Closes the connection with the least claim to be kept; false when all are being served. */
    bool makeRoom();
    /** Of those that hold a part of a body and wait for more, for some time already. */
    std::shared_ptr<Connection> oldestStalledBody() const;

    void drain(); ///< closes what is idle; what is busy closes after its answer
    void quit(); ///< closes everything and ends the thread
    bool draining() const { return m_draining; }

    std::string_view date(); ///< the present instant as HTTP writes it

private:
    void sweepLater();
    void sweep();

    std::shared_ptr<ServerState> m_state;
    boost::asio::io_context m_context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    boost::asio::steady_timer m_timer;
    std::chrono::milliseconds m_sweepInterval;
    Connections m_connections;
    std::unique_ptr<std::array<char, 65536>> m_discard;
    std::string m_date;
    std::int64_t m_dateSeconds = -1;
    bool m_draining = false;
    std::thread m_thread;
};

/** Tells a client that there is no room and closes; never waits. */
void refuseConnection(boost::asio::ip::tcp::socket &socket);

} // namespace billhook::http

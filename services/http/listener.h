#pragma once

#include "services/http/iothread.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace billhook::http {

/**
 * Accepts on the first I/O thread and hands the sockets round robin to all. When descriptors run out it
 * gives up the connection with the least claim for each new one; when there is none, or memory runs out, it
 * tries again later, never in a tight loop.
 */
class Listener final
{
public:
    explicit Listener(std::vector<std::shared_ptr<IoThread>> threads);

    /** Before the threads run. */
    boost::system::error_code open(const boost::asio::ip::tcp::endpoint &endpoint);
    std::uint16_t port() const;

    void accept(); ///< begins; on the first thread, or before it runs
    void close(); ///< takes what the kernel has accepted already, then closes; on the first thread

private:
    void accepted(const boost::system::error_code &ec, boost::asio::ip::tcp::socket socket);
    void admit(boost::asio::ip::tcp::socket socket);
    bool somebodyWaits();
    void acceptWhenWanted();
    void acceptLater();
    IoThread &nextThread();

    std::vector<std::shared_ptr<IoThread>> m_threads;
    ServerState &m_state;
    boost::asio::ip::tcp::acceptor m_acceptor;
    boost::asio::steady_timer m_timer;
    std::chrono::milliseconds m_pause;
    std::size_t m_next = 0;
};

} // namespace billhook::http

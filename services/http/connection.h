#pragma once

#include "services/http/chunkedbody.h"
#include "services/http/gate.h"
#include "services/http/inputbuffer.h"
#include "services/http/iothread.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace billhook::http {

/**
 * One client connection: reads one request at a time through the gate, hands it to its route's handler,
 * writes the answer, and so on in order. Lives on its IoThread, which owns it; every state but Closed has a
 * deadline.
 */
class Connection final : public std::enable_shared_from_this<Connection>
{
public:
    using Clock = IoThread::Clock;

    Connection(IoThread &thread, boost::asio::ip::tcp::socket socket, Peer peer);

    void start(IoThread::Connections::iterator position);
    void close(); ///< at once, whatever is under way
    void evict(); ///< closes for another connection's sake
    void drain(); ///< closes when idle, else after the present request
    void expire(Clock::time_point now); ///< acts when the deadline has passed

    /** Its claim to be kept when there is no room for another; the lowest goes first, then the oldest. */
    enum class Claim
    {
        Answered, ///< has its last answer
        Idle, ///< for some time not a byte of a request
        Waiting, ///< for bytes to come or to be taken
        Served
    };
    Claim claim(Clock::time_point now) const;
    Clock::time_point since() const { return m_since; } ///< when its claim began
    bool holdsBody() const; ///< a part of one, waiting for the rest
    void giveWay(); ///< 503: others need the memory its body takes

    /** The handler's answer to request number `request`; ignored when that one was answered already. */
    void answer(std::uint64_t request, const Response &response);

private:
    enum class State
    {
        Idle,
        Head,
        Body,
        Chunks,
        Handling,
        Writing,
        Lingering,
        Closed
    };

    void enter(State state, std::chrono::milliseconds deadline);
    bool reading() const;
    void interrupt(const Response &response);
    void expireIdle(Clock::time_point now);
    void expireLingering(Clock::time_point now);
    bool answerPending();
    void reset();
    bool roomFor(std::size_t bytes);
    void releaseBody();
    void read();
    void received(const boost::system::error_code &ec, std::size_t bytes);
    void process();
    void processHead();
    void processChunks();
    void acceptHead(Head head);
    std::optional<Response> judgeRoute(const Head &head);
    std::optional<Response> judgeBody(const Head &head) const;
    void beginBody(const Head &head);
    void takeBuffered();
    bool growBody();
    void sendContinue();
    void dispatch();
    void refuse(const Response &response);
    void refuse(const Refusal &refusal);
    void write(const Response &response, bool close);
    void written(const boost::system::error_code &ec);
    void linger();
    void discard();
    void discardLater();

    IoThread &m_thread;
    ServerState &m_server;
    boost::asio::ip::tcp::socket m_socket;
    boost::asio::steady_timer m_discardTimer;
    Peer m_peer;
    IoThread::Connections::iterator m_position;
    State m_state = State::Idle;
    Clock::time_point m_since;
    Clock::time_point m_deadline;
    Clock::time_point m_clientUntil; ///< ServerOptions::clientDeadline of the present request
    Clock::time_point m_idleUntil;
    InputBuffer m_input;
    HeadScanner m_scanner;
    std::optional<ChunkedBody> m_chunks;
    Request m_request;
    const Route *m_route = nullptr;
    std::string m_requestId; ///< of the present request, "" before its head was read
    std::string m_method; ///< of the present request, "" before its head was read
    Clock::time_point m_begun; ///< when the present request's head was complete
    std::size_t m_bodyLength = 0; ///< as announced
    std::size_t m_bodyReceived = 0;
    std::size_t m_bodyTaken = 0; ///< of the shared memory for bodies
    std::uint64_t m_requests = 0;
    std::size_t m_discarded = 0;
    std::string m_output;
    bool m_keepAlive = true;
    bool m_blocked = false; ///< an answer waited for the client to take it, and it has not taken all yet
    bool m_closing = false; ///< the answer being written is the last
};

} // namespace billhook::http

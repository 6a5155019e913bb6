#include "services/http/connection.h"

#include "services/http/requestid.h"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace billhook::http {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t firstBodyBytes = 16U << 10U; ///< taken for a body before it has proved to come
constexpr std::size_t mostAtOnce = 16U << 10U; ///< of a body; more would cost the others their turn

} // namespace

Connection::Connection(IoThread &thread, tcp::socket socket, Peer peer)
    : m_thread(thread)
    , m_server(thread.state())
    , m_socket(std::move(socket))
    , m_discardTimer(m_socket.get_executor())
    , m_peer(std::move(peer))
{ }

void Connection::start(IoThread::Connections::iterator position)
{
    m_position = position;
    error_code ec;
    m_socket.set_option(tcp::no_delay(true), ec);
    enter(State::Idle, m_server.options.headerDeadline);
    m_idleUntil = m_deadline;
    read();
}

void Connection::close()
{
    if (m_state == State::Closed) {
        return;
    }
    m_state = State::Closed;
    m_server.giveBodyBytes(std::exchange(m_bodyTaken, 0));
    error_code ec;
    m_socket.close(ec);
    if (m_peer.counted) {
        m_server.leaveAddress(m_peer.address);
    }
    const auto self = shared_from_this();
    m_thread.forget(m_position);
    m_server.connectionClosed();
}

void Connection::drain()
{
    error_code ec;
    if (m_state == State::Idle && m_socket.available(ec) == 0) {
        close();
    }
}

void Connection::enter(State state, std::chrono::milliseconds deadline)
{
    m_state = state;
    m_since = Clock::now();
    m_deadline = m_since + deadline;
}

bool Connection::reading() const
{
    return m_state == State::Idle || m_state == State::Head || m_state == State::Body
        || m_state == State::Chunks;
}

void Connection::read()
{
    const bool straight = m_state == State::Body;
    const auto room = straight ? boost::asio::buffer(m_request.body.data() + m_bodyReceived,
                          std::min(m_request.body.size() - m_bodyReceived, mostAtOnce))
                               : m_input.prepare();
    m_socket.async_read_some(room,
        [self = shared_from_this()](const error_code &ec, std::size_t bytes) { self->received(ec, bytes); });
}

void Connection::received(const error_code &ec, std::size_t bytes)
{
    if (!reading()) {
        return;
    }
    if (ec) {
        close();
        return;
    }
    if (m_state == State::Body) {
        m_bodyReceived += bytes;
    } else {
        m_input.commit(bytes);
    }
    process();
}

void Connection::process()
{
    switch (m_state) {
    case State::Idle:
        if (m_input.empty()) {
            read();
            return;
        }
        enter(State::Head, m_server.options.headerDeadline);
        m_blocked = m_blocked && answerPending();
        if (!m_blocked) { // asking for more before taking what there is buys no time
            m_clientUntil = m_since + m_server.options.clientDeadline;
        }
        [[fallthrough]];
    case State::Head:
        processHead();
        return;
    case State::Body:
        if (m_bodyReceived == m_bodyLength) {
            dispatch();
        } else if (m_bodyReceived < m_request.body.size() || growBody()) {
            read();
        }
        return;
    case State::Chunks:
        processChunks();
        return;
    default:
        return;
    }
}

void Connection::processHead()
{
    switch (m_scanner.scan(m_input.view())) {
    case HeadScanner::State::NeedMore:
        read();
        return;
    case HeadScanner::State::Refused:
        refuse(m_scanner.refusal());
        return;
    case HeadScanner::State::Complete:
        break;
    }
    auto parsed = parseHead(m_input.view().substr(0, m_scanner.length()));
    if (auto *head = std::get_if<Head>(&parsed)) {
        m_input.consume(m_scanner.length());
        acceptHead(std::move(*head));
    } else {
        refuse(std::get<Refusal>(parsed));
    }
}

void Connection::acceptHead(Head head)
{
    ++m_requests;
    m_server.counters.requests.fetch_add(1, std::memory_order_relaxed);
    m_begun = Clock::now();
    m_method = head.request.method;
    m_requestId = head.request.id = requestId(head.request.header("X-Request-Id"));
    m_keepAlive = head.keepAlive
        && m_requests < static_cast<std::uint64_t>(std::max(1, m_server.options.maxRequestsPerConnection));
    if (auto missing = judgeRoute(head)) {
        const bool hasBody = head.chunked || head.contentLength.value_or(0) > 0;
        write(*missing, hasBody || !m_keepAlive);
        return;
    }
    if (auto refusal = judgeBody(head)) {
        refuse(*refusal);
        return;
    }
    m_request = std::move(head.request);
    m_request.peer = m_peer.address;
    m_request.peerIsLoopback = m_peer.loopback;
    beginBody(head);
}

std::optional<Response> Connection::judgeRoute(const Head &head)
{
    auto match = m_server.router.match(head.request.method, head.request.path);
    m_route = match.route;
    if (m_route != nullptr) {
        return {};
    }
    if (match.allow.empty()) {
        return problem(404, "not_found", "There is nothing at this path.");
    }
    auto response = problem(405, "method_not_allowed", "This path does not have that method.");
    response.headers.emplace_back("Allow", std::move(match.allow));
    return response;
}

std::optional<Response> Connection::judgeBody(const Head &head) const
{
    const bool needsLength = m_method == "POST" || m_method == "PUT" || m_method == "PATCH";
    if (head.chunked ? !m_route->allowChunked : needsLength && !head.contentLength) {
        return problem(411, "length_required", "A Content-Length is required.");
    }
    const auto length = head.contentLength.value_or(0);
    if (length > m_route->bodyLimit) {
        return problem(413, "body_too_large", "The request body is too large.");
    }
    return {};
}

void Connection::beginBody(const Head &head)
{
    m_bodyReceived = 0;
    m_bodyLength = head.contentLength.value_or(0);
    const bool incomplete = head.chunked || m_bodyLength > m_input.view().size();
    if (head.expectContinue && incomplete && m_input.empty()) {
        sendContinue();
    }
    if (head.chunked) {
        m_chunks.emplace(m_route->bodyLimit);
    }
    m_state = head.chunked ? State::Chunks : State::Body;
    m_deadline = m_clientUntil;
    if (m_state == State::Body) {
        if (m_bodyLength > 0 && !growBody()) {
            return;
        }
        takeBuffered();
    }
    process();
}

void Connection::takeBuffered()
{
    const auto taken = std::min(m_request.body.size(), m_input.view().size());
    std::copy_n(m_input.view().data(), taken, m_request.body.data());
    m_input.consume(taken);
    m_input.shrink();
    m_bodyReceived = taken;
}

/** Takes memory for a body, where need be from one that has stalled. */
bool Connection::roomFor(std::size_t bytes)
{
    const bool small = !m_chunks && m_bodyLength <= firstBodyBytes;
    const auto size = small ? ServerState::BodySize::Small : ServerState::BodySize::Large;
    while (!m_server.takeBodyBytes(bytes, size)) {
        const auto stalled = m_thread.oldestStalledBody();
        if (!stalled || stalled.get() == this) {
            refuse(busy("overloaded", "Too many requests are under way."));
            return false;
        }
        stalled->giveWay();
    }
    m_bodyTaken += bytes;
    return true;
}

void Connection::releaseBody()
{
    m_server.giveBodyBytes(std::exchange(m_bodyTaken, 0));
    // To assign an empty text would keep its memory.
    static_cast<void>(std::exchange(m_request, Request()));
}

/** Makes room for more of the announced body; false when the connection was refused instead. */
bool Connection::growBody()
{
    const auto wanted = std::max({ firstBodyBytes, m_request.body.size() * 2, m_input.view().size() });
    const auto size = std::min(m_bodyLength, wanted);
    const auto more = size - m_request.body.size();
    if (!roomFor(more)) {
        return false;
    }
    m_request.body.resize(size);
    return true;
}

void Connection::processChunks()
{
    const auto before = m_request.body.size();
    std::size_t consumed = 0;
    const auto state = m_chunks->feed(m_input.view(), consumed, m_request.body);
    m_input.consume(consumed);
    const auto more = m_request.body.size() - before;
    if (!roomFor(more)) {
        return;
    }
    if (state == ChunkedBody::State::Refused) {
        refuse(m_chunks->refusal());
    } else if (state == ChunkedBody::State::Complete) {
        dispatch();
    } else {
        read();
    }
}

/** A handful of bytes into an empty send buffer: if the kernel can't take them now, the client goes without.
 */
void Connection::sendContinue()
{
    constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
    error_code ec;
    m_socket.non_blocking(true, ec);
    m_socket.write_some(boost::asio::buffer(interim), ec);
}

} // namespace billhook::http

#include "services/http/connection.h"
#include "services/http/pendinganswer.h"
#include "services/http/responsewriter.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace billhook::http {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t maxKeptOutput = 4U << 10U;
constexpr std::size_t maxDiscardedBytes = 8U << 20U;
constexpr std::size_t hurriedBytes = 64U << 10U; ///< discarded as they come; more costs others their time
constexpr std::chrono::milliseconds discardPause{ 20 };
constexpr std::chrono::milliseconds lingerTime{ 1'000 };
constexpr std::chrono::milliseconds leastTimeToAnswer{ 500 }; ///< also for who took all the time before

} // namespace

void Connection::dispatch()
{
    enter(State::Handling, m_server.options.handlerDeadline);
    m_chunks.reset();
    const auto pending
        = std::make_shared<PendingAnswer>(m_thread.shared_from_this(), weak_from_this(), m_requests);
    Respond respond = [pending](Response response) { pending->give(std::move(response)); };
    try {
        m_route->handler(std::exchange(m_request, Request()), std::move(respond));
    } catch (const std::exception &) {
        pending->give(problem(500, "internal_error", "The request could not be answered."));
    }
}

void Connection::answer(std::uint64_t request, const Response &response)
{
    if (m_state != State::Handling || request != m_requests) {
        return;
    }
    if (response.cut == Cut::Everything) {
        close();
        return;
    }
    write(response, !m_keepAlive || response.cut != Cut::Nothing);
}

void Connection::refuse(const Refusal &refusal)
{
    refuse(problem(refusal.status, refusal.code, refusal.title));
}

void Connection::refuse(const Response &response)
{
    m_server.counters.gateRefusals.fetch_add(1);
    releaseBody();
    write(response, true);
}

void Connection::write(const Response &response, bool close)
{
    const auto now = Clock::now();
    if (m_state == State::Handling) {
        m_clientUntil += now - m_since; // that time was ours
    }
    m_state = State::Writing;
    m_since = now;
    const auto least = std::min(leastTimeToAnswer, m_server.options.clientDeadline);
    if (!m_blocked) {
        m_clientUntil = std::max(m_clientUntil, now + least);
    }
    m_deadline = m_clientUntil;
    m_closing = close || m_thread.draining();
    const ResponseFraming framing{
        .close = m_closing, .omitBody = m_method == "HEAD", .date = m_thread.date(), .requestId = m_requestId
    };
    writeResponse(response, framing, m_output);
    if (response.cut == Cut::HalfBody) {
        m_output.resize(m_output.size() - (response.body.size() + 1) / 2);
    }
    if (m_server.observer && !m_method.empty()) {
        const std::chrono::duration<double> seconds = m_since - m_begun;
        m_server.observer(
            m_route == nullptr ? std::string() : m_route->path, m_method, response.status, seconds.count());
    }
    boost::asio::async_write(m_socket, boost::asio::buffer(m_output),
        [self = shared_from_this()](const error_code &ec, std::size_t) { self->written(ec); });
}

void Connection::written(const error_code &ec)
{
    if (m_state != State::Writing) {
        return;
    }
    if (ec) {
        close();
        return;
    }
    releaseBody();
    if (m_output.capacity() > maxKeptOutput) {
        std::string().swap(m_output);
    }
    if (m_closing) {
        linger();
        return;
    }
    m_method.clear();
    m_requestId.clear();
    m_route = nullptr;
    m_scanner.reset();
    m_input.shrink();
    enter(State::Idle, m_server.options.idleDeadline);
    m_idleUntil = std::exchange(m_deadline, std::min(m_deadline, m_clientUntil));
    process();
}

/** Closing with unread bytes would reset the connection and may take the answer with it: read on for a while.
 */
void Connection::linger()
{
    error_code ec;
    m_socket.shutdown(tcp::socket::shutdown_send, ec);
    enter(State::Lingering, std::min(lingerTime, m_server.options.clientDeadline));
    discard();
}

void Connection::discard()
{
    // The kernel drops the bytes without copying them.
    m_socket.async_receive(m_thread.discardBuffer(), MSG_TRUNC,
        [self = shared_from_this()](const error_code &ec, std::size_t bytes) {
            if (self->m_state != State::Lingering) {
                return;
            }
            self->m_discarded += bytes;
            if (ec || self->m_discarded > maxDiscardedBytes) {
                self->close();
            } else if (self->m_discarded < hurriedBytes) {
                self->discard();
            } else {
                self->discardLater();
            }
        });
}

/** Who sends without end is read at some 3 MB a second: that takes in an honest body that is too large, and
 * leaves the thread to good requests. */
void Connection::discardLater()
{
    m_discardTimer.expires_after(discardPause);
    m_discardTimer.async_wait([self = shared_from_this()](const error_code &ec) {
        if (!ec && self->m_state == State::Lingering) {
            self->discard();
        }
    });
}

} // namespace billhook::http

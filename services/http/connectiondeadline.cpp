#include "services/http/connection.h"

#include <boost/asio/socket_base.hpp>
#include <linux/sockios.h>
#include <sys/ioctl.h>

namespace billhook::http {

using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds freshTime{ 250 }; ///< a new connection's bytes may be there already
constexpr std::chrono::milliseconds blockedTime{ 250 }; ///< a write that takes longer waits for its client

} // namespace

Connection::Claim Connection::claim(Clock::time_point now) const
{
    switch (m_state) {
    case State::Lingering:
    case State::Closed:
        return Claim::Answered;
    case State::Idle:
        return m_since + freshTime < now ? Claim::Idle : Claim::Waiting;
    case State::Handling:
        return Claim::Served;
    default:
        return Claim::Waiting;
    }
}

bool Connection::holdsBody() const
{
    return reading() && m_bodyTaken > 0;
}

/** Who has yet to take an answer would seem to stay: the kernel keeps what is unsent. */
void Connection::evict()
{
    answerPending() ? reset() : close();
}

void Connection::giveWay()
{
    interrupt(busy("overloaded", "Too many requests are under way."));
}

void Connection::expire(Clock::time_point now)
{
    m_blocked = m_blocked || (m_state == State::Writing && m_since + blockedTime < now);
    if (m_state == State::Closed || now < m_deadline) {
        return;
    }
    switch (m_state) {
    case State::Idle:
        expireIdle(now);
        return;
    case State::Lingering:
        expireLingering(now);
        return;
    case State::Writing:
        m_server.counters.deadlinesMissed.fetch_add(1);
        reset();
        return;
    case State::Handling:
        m_server.counters.deadlinesMissed.fetch_add(1);
        write(busy("handler_timeout", "The request could not be answered in time."), true);
        return;
    default:
        m_server.counters.deadlinesMissed.fetch_add(1);
        interrupt(problem(408, "request_timeout", "The request did not arrive in time."));
        return;
    }
}

/** An answer the kernel holds and the client does not take is no idleness. */
void Connection::expireIdle(Clock::time_point now)
{
    if (answerPending()) {
        m_server.counters.deadlinesMissed.fetch_add(1);
        reset();
    } else if (now < m_idleUntil) {
        m_deadline = m_idleUntil;
    } else {
        close();
    }
}

void Connection::expireLingering(Clock::time_point now)
{
    if (!answerPending()) {
        close();
    } else if (now < m_clientUntil) {
        m_deadline = m_clientUntil;
    } else {
        m_server.counters.deadlinesMissed.fetch_add(1);
        reset();
    }
}

/** Whether the peer's kernel has yet to take a part of what was written. */
bool Connection::answerPending()
{
    int bytes = 0;
    return ::ioctl(m_socket.native_handle(), SIOCOUTQ, &bytes) == 0 && bytes > 0;
}

/** Closes without leaving unsent bytes behind, which the kernel would keep for minutes. */
void Connection::reset()
{
    error_code ec;
    m_socket.set_option(boost::asio::socket_base::linger(true, 0), ec);
    close();
}

/** Answers in the midst of reading. */
void Connection::interrupt(const Response &response)
{
    error_code ec;
    m_socket.cancel(ec);
    refuse(response);
}

} // namespace billhook::http

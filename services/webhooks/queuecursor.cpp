#include "services/webhooks/queuecursor.h"

namespace billhook::webhooks {

using namespace std::chrono_literals;

namespace {

constexpr const char *beginning = "-infinity";
constexpr int share = 20; ///< a look from the beginning takes at most one part in so many of the time
constexpr auto cheap = 50ms; ///< so short that an idle queue may afford it each time

} // namespace

std::string QueueCursor::from() const
{
    return m_position.empty() || Clock::now() >= m_due || m_again ? beginning : m_position;
}

void QueueCursor::took(const std::string &from, const std::string &newest, Clock::duration cost)
{
    const bool whole = from == beginning;
    if (whole) {
        m_cost = cost;
        m_due = Clock::now() + m_cost * share;
    }
    if (!newest.empty()) {
        m_position = newest;
    }
    m_again = newest.empty() && !whole && m_cost < cheap;
}

bool QueueCursor::looksAgain() const
{
    return m_again;
}

} // namespace billhook::webhooks

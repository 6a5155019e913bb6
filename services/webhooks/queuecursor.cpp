#include "services/webhooks/queuecursor.h"

namespace billhook::webhooks {

using namespace std::chrono_literals;

namespace {

constexpr const char *beginning = "-infinity";
constexpr int share = 20; ///< a look from the beginning takes at most one part in so many of the time
constexpr auto cheap = 50ms; ///< so short that an idle queue may afford it each time

} // namespace

std::string QueueCursor::from()
{
    m_began = Clock::now();
    return m_position.empty() || m_began >= m_due || m_again ? beginning : m_position;
}

void QueueCursor::took(const std::string &from, const std::string &newest)
{
    const auto now = Clock::now();
    const bool whole = from == beginning;
    if (whole) {
        m_cost = now - m_began;
        m_due = now + m_cost * share;
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

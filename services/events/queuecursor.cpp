#include "services/events/queuecursor.h"

#include <algorithm>

namespace billhook::events {

using namespace std::chrono_literals;

namespace {

constexpr int share = 40; ///< a look from the beginning takes at most one part in so many of the time
constexpr auto cheap = 50ms; ///< so short that an idle queue may afford it each time
constexpr auto widePause = 250ms;

constexpr std::int64_t usualMargin = 50'000; ///< what commits that overtake each other usually differ by
constexpr std::int64_t wideMargin = 1'000'000;

} // namespace

std::int64_t QueueCursor::from() const
{
    const auto now = Clock::now();
    if (m_position == 0 || m_again || now >= m_wholeDue) {
        return 0;
    }
    return std::max<std::int64_t>(m_position - (now >= m_wideDue ? wideMargin : usualMargin), 0);
}

void QueueCursor::found(std::int64_t from, std::int64_t position, Clock::duration cost)
{
    noteLook(from, cost);
    m_position = position;
    m_again = false;
}

void QueueCursor::foundNothing(std::int64_t from, Clock::duration cost)
{
    noteLook(from, cost);
    m_again = from != 0 && m_cost < cheap;
}

void QueueCursor::noteLook(std::int64_t from, Clock::duration cost)
{
    const auto now = Clock::now();
    if (from == 0) {
        m_cost = cost;
        m_wholeDue = now + cost * share;
    }
    if (from <= m_position - wideMargin) {
        m_wideDue = now + widePause;
    }
}

} // namespace billhook::events

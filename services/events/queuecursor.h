#pragma once

#include <chrono>
#include <cstdint>

namespace billhook::events {

/**
 * Where in event_queue to look for first tries. postgres::Rows that are gone stay in the index as long as
 * anybody's snapshot could see them, and a look from the beginning walks over all of them; so most looks
 * begin at the last one's find. What others gave back or committed late lies before that: a look from a
 * little earlier comes often, one from the beginning as often as its cost allows. Instants are microseconds
 * since 1970, by the server's clock. One thread at a time.
 */
class QueueCursor final
{
public:
    using Clock = std::chrono::steady_clock;

    std::int64_t from() const; ///< the instant to look from; 0: from the beginning

    /** What a look from `from` found: where the next one may begin, and how long finding it took. */
    void found(std::int64_t from, std::int64_t position, Clock::duration cost);
    void foundNothing(std::int64_t from, Clock::duration cost);

    /** Nothing was found: whether to look from the beginning right away. */
    bool looksAgain() const { return m_again; }

private:
    void noteLook(std::int64_t from, Clock::duration cost);

    std::int64_t m_position = 0; ///< 0 before the first find
    bool m_again = false;
    Clock::duration m_cost{}; ///< of the last look from the beginning
    Clock::time_point m_wholeDue; ///< when the next one may come
    Clock::time_point m_wideDue; ///< when the next one from a little earlier may come
};

} // namespace billhook::events

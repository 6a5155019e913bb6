#pragma once

#include <chrono>
#include <string>

namespace billhook::webhooks {

/**
 * Where in event_queue to look for first tries. Rows that are gone stay in the index as long as anybody's
 * snapshot could see them, and a look from the beginning walks over all of them; so most looks begin where
 * the last batch ended. What others gave back or committed late lies before that: a look from the beginning
 * comes as often as its cost allows.
 */
class QueueCursor final
{
public:
    using Clock = std::chrono::steady_clock;

    std::string from() const; ///< the instant to look from, as text

    /** What the look from `from` found: when the newest event was received, "" for none; and how long it
     * took, without any work on what it found. */
    void took(const std::string &from, const std::string &newest, Clock::duration cost);

    /** Nothing was found: whether to look from the beginning right away. */
    bool looksAgain() const;

private:
    std::string m_position; ///< "" before the first batch
    Clock::duration m_cost{}; ///< of the last look from the beginning
    Clock::time_point m_due; ///< when the next one may come
    bool m_again = false;
};

} // namespace billhook::webhooks

#pragma once

#include "services/events/ingestwriter.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

namespace billhook::events {

/** An event and whoever waits for its fate. */
struct IngestEntry
{
    IncomingEvent event;
    IngestWriter::Callback callback;
};

using IngestBatch = std::vector<IngestEntry>;

/** What waits for a writer, bounded by bytes; bytes count until they are answered. All functions from any
 * thread. */
class IngestQueue final
{
public:
    IngestQueue(std::size_t maxBatchRows, std::size_t maxBatchBytes, std::size_t maxBytes);
    IngestQueue(const IngestQueue &) = delete;
    IngestQueue &operator=(const IngestQueue &) = delete;
    ~IngestQueue() = default;

    /** False, with the entry untouched, when it is full or closed. */
    bool push(IngestEntry &entry);

    /** Waits; at most one batch's worth. Empty: closed and drained. */
    IngestBatch take();

    /** All that waits, at once. */
    IngestBatch takeAll();

    void answered(std::size_t bytes);

    /** Half a batch or more was held unanswered, now or a moment ago: whoever can wait should. */
    bool crowded() const;
    void close();

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<IngestEntry> m_waiting;
    std::size_t m_bytes = 0;
    std::size_t m_held = 0; ///< entries not answered yet
    std::chrono::steady_clock::time_point m_crowdedAt;
    std::size_t m_maxBatchRows;
    std::size_t m_maxBatchBytes;
    std::size_t m_maxBytes;
    bool m_closed = false;
};

/** What an entry costs while it is held. */
std::size_t sizeOf(const IncomingEvent &event);

} // namespace billhook::events

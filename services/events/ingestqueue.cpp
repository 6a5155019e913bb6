#include "services/events/ingestqueue.h"

#include <iterator>

namespace billhook::events {

std::size_t sizeOf(const IncomingEvent &event)
{
    constexpr std::size_t overhead = 256;
    return event.payload.size() + overhead;
}

namespace {

// Crowds come in waves, as every commit answers many senders at once; between two waves there is no lull.
constexpr std::chrono::milliseconds crowdLasts{ 50 };

} // namespace

IngestQueue::IngestQueue(std::size_t maxBatchRows, std::size_t maxBatchBytes, std::size_t maxBytes)
    : m_maxBatchRows(maxBatchRows)
    , m_maxBatchBytes(maxBatchBytes)
    , m_maxBytes(maxBytes)
{ }

bool IngestQueue::push(IngestEntry &entry)
{
    const std::size_t size = sizeOf(entry.event);
    {
        const std::scoped_lock lock(m_mutex);
        if (m_closed || m_bytes + size > m_maxBytes) {
            return false;
        }
        m_bytes += size;
        if (++m_held >= m_maxBatchRows / 2) {
            m_crowdedAt = std::chrono::steady_clock::now();
        }
        m_waiting.push_back(std::move(entry));
    }
    m_changed.notify_one();
    return true;
}

IngestBatch IngestQueue::take()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_closed || !m_waiting.empty(); });
    IngestBatch batch;
    std::size_t bytes = 0;
    while (!m_waiting.empty() && batch.size() < m_maxBatchRows) {
        bytes += m_waiting.front().event.payload.size();
        if (!batch.empty() && bytes > m_maxBatchBytes) {
            break;
        }
        batch.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
    }
    return batch;
}

IngestBatch IngestQueue::takeAll()
{
    const std::scoped_lock lock(m_mutex);
    IngestBatch all(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(m_waiting.end()));
    m_waiting.clear();
    return all;
}

void IngestQueue::answered(std::size_t bytes)
{
    const std::scoped_lock lock(m_mutex);
    m_bytes -= bytes;
    --m_held;
}

bool IngestQueue::crowded() const
{
    const std::scoped_lock lock(m_mutex);
    return m_held >= m_maxBatchRows / 2 || std::chrono::steady_clock::now() - m_crowdedAt < crowdLasts;
}

void IngestQueue::close()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
}

} // namespace billhook::events

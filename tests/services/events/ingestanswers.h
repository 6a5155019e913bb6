#pragma once

#include "services/events/ingestwriter.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace billhook::support {

inline constexpr std::int64_t someTime = 1'700'000'000;

inline events::IncomingEvent someEvent(const std::string &id, std::optional<std::int64_t> created = someTime)
{
    return { id, "customer.updated", created, "2024-06-20", false, "", R"({"id":")" + id + R"("})", "" };
}

/** Collects answers; the test waits for the number it expects. */
class Answers final
{
public:
    events::IngestWriter::Callback take(const std::string &id)
    {
        return [this, id](const domain::Result<events::IngestOutcome> &result) {
            const std::scoped_lock lock(m_mutex);
            m_results.emplace(id, result);
            m_changed.notify_all();
        };
    }

    bool waitFor(std::size_t wanted, std::chrono::seconds limit = std::chrono::seconds(20))
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, limit, [&] { return m_results.size() >= wanted; });
    }

    std::size_t count(events::IngestOutcome outcome) const
    {
        const std::scoped_lock lock(m_mutex);
        return static_cast<std::size_t>(std::count_if(m_results.begin(), m_results.end(),
            [&](const auto &entry) { return entry.second && *entry.second == outcome; }));
    }

    std::size_t errors(domain::ErrorKind kind) const
    {
        const std::scoped_lock lock(m_mutex);
        return static_cast<std::size_t>(std::count_if(m_results.begin(), m_results.end(),
            [&](const auto &entry) { return !entry.second && entry.second.error().kind == kind; }));
    }

    std::vector<std::string> acknowledged() const
    {
        const std::scoped_lock lock(m_mutex);
        std::vector<std::string> ids;
        for (const auto &[id, result] : m_results) {
            if (result) {
                ids.push_back(id);
            }
        }
        return ids;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::multimap<std::string, domain::Result<events::IngestOutcome>> m_results;
};

} // namespace billhook::support

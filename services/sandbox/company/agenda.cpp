#include "services/sandbox/company/agenda.h"

#include <algorithm>

namespace billhook::sandbox {

void Agenda::add(Seconds at, TaskKind kind, std::size_t subscription)
{
    const auto place
        = std::find_if(m_tasks.begin(), m_tasks.end(), [at](const Task &task) { return task.at > at; });
    m_tasks.insert(place, { at, kind, subscription });
}

std::optional<Task> Agenda::takeDue(Seconds now)
{
    if (m_tasks.empty() || m_tasks.front().at > now) {
        return std::nullopt;
    }
    const auto task = m_tasks.front();
    m_tasks.erase(m_tasks.begin());
    return task;
}

std::optional<Seconds> Agenda::next() const
{
    return m_tasks.empty() ? std::nullopt : std::optional<Seconds>(m_tasks.front().at);
}

} // namespace billhook::sandbox

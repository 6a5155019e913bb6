#include "views/shell/history.h"

namespace billhook::shell {

void History::visit(int entry)
{
    if (m_position >= 0 && m_entries[static_cast<std::size_t>(m_position)] == entry) {
        return;
    }
    ++m_position;
    m_entries.resize(static_cast<std::size_t>(m_position));
    m_entries.push_back(entry);
}

} // namespace billhook::shell

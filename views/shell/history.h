#pragma once

#include <vector>

namespace billhook::shell {

// Which pages were visited, for Back and Forward.
class History final
{
public:
    void visit(int entry); // drops what was ahead; visiting the present entry again does nothing
    bool canGoBack() const { return m_position > 0; }
    bool canGoForward() const { return m_position + 1 < static_cast<int>(m_entries.size()); }
    // Moves by one step and gives the entry there; call only when it can.
    int goBack() { return m_entries[static_cast<std::size_t>(--m_position)]; }
    int goForward() { return m_entries[static_cast<std::size_t>(++m_position)]; }

private:
    std::vector<int> m_entries;
    int m_position{ -1 };
};

} // namespace billhook::shell

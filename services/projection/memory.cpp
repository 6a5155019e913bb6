#include "services/projection/memory.h"

namespace billhook::projection {

namespace {

std::string marked(Memory::Thing thing, const std::string &id)
{
    return static_cast<char>(thing) + id;
}

} // namespace

bool Memory::holds(Thing thing, const std::string &id) const
{
    return m_held.contains(marked(thing, id));
}

void Memory::note(Thing thing, const std::string &id)
{
    m_fresh.insert(marked(thing, id));
}

void Memory::begin()
{
    m_fresh.clear();
}

void Memory::commit()
{
    constexpr std::size_t most = 50'000; // some 6 MB; beyond that it starts again
    if (m_held.size() > most) {
        m_held.clear();
    }
    m_held.merge(m_fresh);
    m_fresh.clear();
}

void Memory::forget()
{
    m_fresh.clear();
    m_held.clear();
}

void Memory::expectWaits(const std::string &subscription, const Keys &waits)
{
    constexpr std::size_t most = 10'000; // some 2 MB; beyond that it starts again
    if (m_waits.size() >= most) {
        m_waits.clear();
    }
    m_waits[subscription] = waits;
}

const Keys &Memory::waitsOf(const std::string &subscription) const
{
    static const Keys none;
    const auto found = m_waits.find(subscription);
    return found == m_waits.end() ? none : found->second;
}

} // namespace billhook::projection

#include "models/domain/fields.h"

#include <algorithm>
#include <stdexcept>

namespace billhook::domain {

namespace {

bool isBefore(const Fields::Entry &entry, std::string_view key)
{
    return entry.first < key;
}

} // namespace

Fields::Fields(std::initializer_list<Entry> entries)
{
    for (const auto &[key, value] : entries) {
        insertOrAssign(key, value);
    }
}

std::vector<Fields::Entry>::iterator Fields::place(std::string_view key)
{
    if (m_entries.empty() || isBefore(m_entries.back(), key)) {
        return m_entries.end();
    }
    return std::lower_bound(m_entries.begin(), m_entries.end(), key, isBefore);
}

Fields::Iterator Fields::find(std::string_view key) const
{
    const auto found = std::lower_bound(m_entries.begin(), m_entries.end(), key, isBefore);
    return found != m_entries.end() && found->first == key ? found : m_entries.end();
}

const std::string &Fields::at(std::string_view key) const
{
    const auto found = find(key);
    if (found == end()) {
        throw std::out_of_range("no field " + std::string(key));
    }
    return found->second;
}

std::string &Fields::operator[](std::string_view key)
{
    auto found = place(key);
    if (found == m_entries.end() || found->first != key) {
        found = m_entries.emplace(found, std::string(key), std::string());
    }
    return found->second;
}

void Fields::insertOrAssign(std::string key, std::string value)
{
    const auto found = place(key);
    if (found != m_entries.end() && found->first == key) {
        found->second = std::move(value);
    } else {
        m_entries.emplace(found, std::move(key), std::move(value));
    }
}

} // namespace billhook::domain

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace billhook::domain {

/** A map from text to text, sorted by key, in one block: facts are copied and dropped by the million. */
class Fields final
{
public:
    using Entry = std::pair<std::string, std::string>;
    using Iterator = std::vector<Entry>::const_iterator;

    Fields() = default;
    Fields(std::initializer_list<Entry> entries);

    Iterator begin() const { return m_entries.begin(); }
    Iterator end() const { return m_entries.end(); }
    std::size_t size() const { return m_entries.size(); }

    Iterator find(std::string_view key) const;
    bool contains(std::string_view key) const { return find(key) != end(); }
    const std::string &at(std::string_view key) const; ///< throws std::out_of_range
    std::string &operator[](std::string_view key);
    void insertOrAssign(std::string key, std::string value);

    /** Before adding many in ascending order. */
    void reserve(std::size_t count) { m_entries.reserve(count); }

    friend bool operator==(const Fields &left, const Fields &right)
    {
        return left.m_entries == right.m_entries;
    }
    friend bool operator<(const Fields &left, const Fields &right)
    {
        return left.m_entries < right.m_entries;
    }

private:
    std::vector<Entry>::iterator place(std::string_view key);

    std::vector<Entry> m_entries;
};

} // namespace billhook::domain

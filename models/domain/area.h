#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace billhook::domain {

/** What a change touched and a screen may have to read again; change_seq has a row for each. */
enum class Area : std::uint8_t
{
    Catalog,
    Customers,
    Events,
    Invoices,
    Organizations,
    Revenue,
    Subscriptions,
    Users,
    Count
};

/** As change_seq and the announcements spell it. */
std::string_view nameOf(Area area);
std::optional<Area> areaOf(std::string_view name); ///< none: a newer program's, which nothing here shows

/** A set of areas. */
class Areas final
{
public:
    constexpr Areas() = default;
    constexpr Areas(std::initializer_list<Area> areas)
    {
        for (const Area area : areas) {
            insert(area);
        }
    }
    static constexpr Areas all()
    {
        Areas areas;
        areas.m_bits = bitOf(Area::Count) - 1;
        return areas;
    }

    constexpr void insert(Area area) { m_bits |= bitOf(area); }
    constexpr void insert(Areas areas) { m_bits |= areas.m_bits; }
    constexpr bool contains(Area area) const { return (m_bits & bitOf(area)) != 0; }
    constexpr bool intersects(Areas other) const { return (m_bits & other.m_bits) != 0; }
    constexpr bool isEmpty() const { return m_bits == 0; }
    friend constexpr bool operator==(Areas, Areas) = default;

    /** Calls `visit` for each, in the order of the enumeration. */
    template <typename Visit> void forEach(Visit visit) const
    {
        for (std::uint8_t number = 0; number < static_cast<std::uint8_t>(Area::Count); ++number) {
            if (contains(static_cast<Area>(number))) {
                visit(static_cast<Area>(number));
            }
        }
    }

private:
    static constexpr std::uint32_t bitOf(Area area)
    {
        return std::uint32_t{ 1 } << static_cast<unsigned>(area);
    }

    std::uint32_t m_bits = 0;
};

} // namespace billhook::domain

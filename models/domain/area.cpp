#include "models/domain/area.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace billhook::domain {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Area::Count)> names{ "catalog", "customers",
    "events", "invoices", "organizations", "revenue", "subscriptions", "users" };

} // namespace

std::string_view nameOf(Area area)
{
    return names.at(static_cast<std::size_t>(area));
}

std::optional<Area> areaOf(std::string_view name)
{
    const auto *const found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<Area>(found - names.begin());
}

} // namespace billhook::domain

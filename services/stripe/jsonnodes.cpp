#include "services/stripe/jsonnodes.h"

#include <algorithm>
#include <utility>

namespace billhook::stripe {

void JsonNodes::clear()
{
    m_nodes.assign(1, JsonNode{});
    m_children.clear();
}

std::uint32_t JsonNodes::add(JsonNode node)
{
    m_nodes.push_back(node);
    return static_cast<std::uint32_t>(m_nodes.size() - 1);
}

std::uint32_t JsonNodes::addParent(JsonKind kind, std::string_view key, std::vector<std::uint32_t> members)
{
    if (kind == JsonKind::Object) {
        std::stable_sort(members.begin(), members.end(), [this](std::uint32_t left, std::uint32_t right) {
            return m_nodes[left].key < m_nodes[right].key;
        });
        std::vector<std::uint32_t> unique;
        unique.reserve(members.size());
        for (const auto member : members) {
            if (!unique.empty() && m_nodes[unique.back()].key == m_nodes[member].key) {
                unique.back() = member;
            } else {
                unique.push_back(member);
            }
        }
        members = std::move(unique);
    }
    const auto first = static_cast<std::uint32_t>(m_children.size());
    m_children.insert(m_children.end(), members.begin(), members.end());
    return add({ kind, key, {}, first, static_cast<std::uint32_t>(members.size()) });
}

std::uint32_t JsonNodes::renamed(std::uint32_t node, std::string_view key)
{
    JsonNode copy = m_nodes[node];
    copy.key = key;
    return add(copy);
}

std::span<const std::uint32_t> JsonNodes::membersOf(std::uint32_t node) const
{
    return { m_children.data() + m_nodes[node].first, m_nodes[node].count };
}

std::optional<std::uint32_t> JsonNodes::member(std::uint32_t node, std::string_view key) const
{
    if (m_nodes[node].kind != JsonKind::Object) {
        return std::nullopt;
    }
    const auto members = membersOf(node);
    const auto found = std::lower_bound(members.begin(), members.end(), key,
        [this](std::uint32_t candidate, std::string_view wanted) { return m_nodes[candidate].key < wanted; });
    if (found == members.end() || m_nodes[*found].key != key) {
        return std::nullopt;
    }
    return *found;
}

} // namespace billhook::stripe

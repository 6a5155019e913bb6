#include "services/stripe/jsonnodes.h"

#include <endian.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace billhook::stripe {

namespace {

/** Orders as the first eight bytes do, which nearly always decide. */
std::uint64_t orderOf(std::string_view key)
{
    std::array<char, sizeof(std::uint64_t)> bytes{};
    key.copy(bytes.data(), bytes.size());
    std::uint64_t order = 0;
    std::memcpy(&order, bytes.data(), bytes.size());
    return be64toh(order);
}

bool isBefore(const JsonNode &left, const JsonNode &right)
{
    return left.order == right.order ? left.key < right.key : left.order < right.order;
}

} // namespace

void JsonNodes::clear()
{
    m_nodes.assign(1, JsonNode{});
    m_children.clear();
}

std::uint32_t JsonNodes::add(JsonNode node)
{
    node.order = orderOf(node.key);
    m_nodes.push_back(node);
    return static_cast<std::uint32_t>(m_nodes.size() - 1);
}

void JsonNodes::sortMembers(std::size_t first)
{
    const auto begin = m_children.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(begin, m_children.end(), [this](Id left, Id right) {
        const JsonNode &one = m_nodes[left];
        const JsonNode &other = m_nodes[right];
        return isBefore(one, other) || (left < right && !isBefore(other, one));
    });
    auto kept = begin;
    for (auto member = begin; member != m_children.end(); ++member) {
        const auto next = member + 1;
        if (next == m_children.end() || isBefore(m_nodes[*member], m_nodes[*next])) {
            *kept++ = *member;
        }
    }
    m_children.erase(kept, m_children.end());
}

std::uint32_t JsonNodes::addParent(JsonKind kind, std::string_view key, std::span<const Id> members)
{
    const auto first = m_children.size();
    m_children.insert(m_children.end(), members.begin(), members.end());
    if (kind == JsonKind::Object) {
        sortMembers(first);
    }
    return add({ kind, key, {}, static_cast<std::uint32_t>(first),
        static_cast<std::uint32_t>(m_children.size() - first) });
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
    const JsonNode wanted{ .key = key, .text = {}, .order = orderOf(key) };
    const auto members = membersOf(node);
    const auto found = std::lower_bound(members.begin(), members.end(), wanted,
        [this](Id candidate, const JsonNode &other) { return isBefore(m_nodes[candidate], other); });
    if (found == members.end() || m_nodes[*found].key != key) {
        return std::nullopt;
    }
    return *found;
}

} // namespace billhook::stripe

#pragma once

#include "services/stripe/jsonview.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace billhook::stripe {

/** One value; the text it points to belongs to whoever filled the nodes. */
struct JsonNode
{
    JsonKind kind = JsonKind::Missing;
    std::string_view key;
    std::string_view text;
    std::uint32_t first = 0; ///< into the list of children
    std::uint32_t count = 0;
    std::uint64_t order = 0; ///< set when it is added: orders as the key's first eight bytes do
};

/** The values of a tree by number; members of an object are in order of their keys. */
class JsonNodes final
{
public:
    using Id = std::uint32_t;

    void clear();
    Id add(JsonNode node);
    /** Of members with equal keys the one added last counts. `members` must not point into membersOf(). */
    Id addParent(JsonKind kind, std::string_view key, std::span<const Id> members);
    Id renamed(Id node, std::string_view key);

    const JsonNode &operator[](Id node) const { return m_nodes[node]; } ///< until the next addition
    std::span<const Id> membersOf(Id node) const; ///< until the next addition
    std::optional<Id> member(Id node, std::string_view key) const;

private:
    void sortMembers(std::size_t first); ///< the last children, from there on

    std::vector<JsonNode> m_nodes{ JsonNode{} };
    std::vector<Id> m_children;
};

} // namespace billhook::stripe

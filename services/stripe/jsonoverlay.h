#pragma once

#include "services/stripe/jsonnodes.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace billhook::stripe {

/** Lays previous_attributes over an object: see JsonTree::undo. New nodes join those that are there. */
class JsonOverlay final
{
public:
    explicit JsonOverlay(JsonNodes &nodes)
        : m_nodes(nodes)
    { }

    std::uint32_t undo(std::uint32_t object, std::uint32_t previous);

private:
    std::uint32_t merge(std::uint32_t object, std::uint32_t previous);
    std::uint32_t mergeHashes(std::uint32_t object, std::uint32_t previous);
    std::uint32_t fillElements(std::uint32_t object, std::uint32_t previous);
    std::uint32_t mergeElement(std::uint32_t element, std::uint32_t previous);
    std::uint32_t withMember(std::uint32_t object, std::string_view key, std::optional<std::uint32_t> value);
    std::uint32_t moveIntoFirstItem(std::uint32_t merged, std::uint32_t previous);

    JsonNodes &m_nodes;
};

} // namespace billhook::stripe

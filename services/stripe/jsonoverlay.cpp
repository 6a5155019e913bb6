#include "services/stripe/jsonoverlay.h"

#include <algorithm>
#include <vector>

namespace billhook::stripe {

std::uint32_t JsonOverlay::undo(std::uint32_t object, std::uint32_t previous)
{
    const auto merged = mergeHashes(object, previous);
    return m_nodes.member(previous, "items") ? merged : moveIntoFirstItem(merged, previous);
}

std::uint32_t JsonOverlay::mergeHashes(std::uint32_t object, std::uint32_t previous)
{
    std::vector<std::uint32_t> members;
    for (const auto old : m_nodes.membersOf(object)) {
        if (!m_nodes.member(previous, m_nodes[old].key)) {
            members.push_back(old);
        }
    }
    const auto changes = m_nodes.membersOf(previous);
    const std::vector<std::uint32_t> changed(changes.begin(), changes.end());
    for (const auto change : changed) {
        const auto same = m_nodes.member(object, m_nodes[change].key);
        members.push_back(same ? merge(*same, change) : change);
    }
    return m_nodes.addParent(JsonKind::Object, m_nodes[previous].key, members);
}

std::uint32_t JsonOverlay::withMember(
    std::uint32_t object, std::string_view key, std::optional<std::uint32_t> value)
{
    std::vector<std::uint32_t> members;
    for (const auto candidate : m_nodes.membersOf(object)) {
        if (m_nodes[candidate].key != key) {
            members.push_back(candidate);
        }
    }
    if (value) {
        members.push_back(m_nodes.renamed(*value, key));
    }
    return m_nodes.addParent(JsonKind::Object, m_nodes[object].key, members);
}

std::uint32_t JsonOverlay::mergeElement(std::uint32_t element, std::uint32_t previous)
{
    // price and plan say the same in two shapes: where only one is given, the other must not be filled from
    // the present.
    const bool hasPrice = m_nodes.member(previous, "price").has_value();
    const bool hasPlan = m_nodes.member(previous, "plan").has_value();
    auto base = element;
    if (hasPrice && !hasPlan) {
        base = withMember(base, "plan", std::nullopt);
    } else if (hasPlan && !hasPrice) {
        base = withMember(base, "price", std::nullopt);
    }
    return mergeHashes(base, previous);
}

std::uint32_t JsonOverlay::fillElements(std::uint32_t object, std::uint32_t previous)
{
    std::vector<std::uint32_t> elements;
    const auto span = m_nodes.membersOf(previous);
    const std::vector<std::uint32_t> given(span.begin(), span.end());
    const auto present = m_nodes.membersOf(object);
    const std::vector<std::uint32_t> known(present.begin(), present.end());
    for (const auto element : given) {
        const auto id = m_nodes.member(element, "id");
        const auto same
            = !id ? known.end() : std::find_if(known.begin(), known.end(), [&](std::uint32_t candidate) {
                  const auto candidateId = m_nodes.member(candidate, "id");
                  return candidateId && m_nodes[*candidateId].text == m_nodes[*id].text;
              });
        elements.push_back(same == known.end() ? element : mergeElement(*same, element));
    }
    return m_nodes.addParent(JsonKind::Array, m_nodes[previous].key, elements);
}

std::uint32_t JsonOverlay::merge(std::uint32_t object, std::uint32_t previous)
{
    if (m_nodes[object].kind == JsonKind::Object && m_nodes[previous].kind == JsonKind::Object) {
        return mergeHashes(object, previous);
    }
    if (m_nodes[object].kind == JsonKind::Array && m_nodes[previous].kind == JsonKind::Array) {
        return fillElements(object, previous);
    }
    return previous;
}

std::uint32_t JsonOverlay::moveIntoFirstItem(std::uint32_t merged, std::uint32_t previous)
{
    const auto plan = m_nodes.member(previous, "plan");
    const auto quantity = m_nodes.member(previous, "quantity");
    const auto items = m_nodes.member(merged, "items");
    if ((!plan && !quantity) || !items) {
        return merged;
    }
    const auto data = m_nodes.member(*items, "data");
    if (!data || m_nodes[*data].kind != JsonKind::Array || m_nodes[*data].count == 0) {
        return merged;
    }
    const auto elements = m_nodes.membersOf(*data);
    std::vector<std::uint32_t> list(elements.begin(), elements.end());
    if (plan && m_nodes[*plan].kind == JsonKind::Object) {
        const auto own = m_nodes.member(list.front(), "plan");
        const auto before = own ? merge(*own, *plan) : m_nodes.member(merged, "plan").value();
        list.front() = withMember(withMember(list.front(), "price", std::nullopt), "plan", before);
    }
    if (quantity && m_nodes[*quantity].kind == JsonKind::Number) {
        list.front() = withMember(list.front(), "quantity", quantity);
    }
    const auto newData = m_nodes.addParent(JsonKind::Array, "data", list);
    return withMember(merged, "items", withMember(*items, "data", newData));
}

} // namespace billhook::stripe

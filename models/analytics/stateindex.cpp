#include "models/analytics/stateindex.h"

#include <functional>
#include <string>

namespace billhook::analytics {

namespace {

std::size_t hashOf(const domain::State &state)
{
    const std::hash<std::string> hash;
    std::size_t result = state.fields.size();
    for (const auto &[name, value] : state.fields) {
        result = (result ^ hash(name)) * 0x9E3779B97F4A7C15U;
        result = (result ^ (result >> 29U) ^ hash(value)) * 0xBF58476D1CE4E5B9U;
    }
    return result;
}

} // namespace

StateId StateIndex::idOf(const domain::State &state)
{
    const auto hash = hashOf(state);
    const auto [begin, end] = m_byHash.equal_range(hash);
    for (auto candidate = begin; candidate != end; ++candidate) {
        if (this->state(candidate->second) == state) {
            return candidate->second;
        }
    }
    const auto id = static_cast<StateId>(m_states.size());
    m_states.push_back(&state);
    m_byHash.emplace(hash, id);
    return id;
}

} // namespace billhook::analytics

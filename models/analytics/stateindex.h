#pragma once

#include "models/domain/fact.h"

#include <cstddef>
#include <unordered_map>
#include <vector>

namespace billhook::analytics {

/** A number for a state: equal states have equal numbers. Meaningful only within one StateIndex. */
using StateId = int;
inline constexpr StateId unknownState = -1;

/** Numbers states, so that large ones are hashed once and compared as integers from then on. */
class StateIndex final
{
public:
    /** The state must outlive the index. */
    StateId idOf(const domain::State &state);
    const domain::State &state(StateId id) const { return *m_states[static_cast<std::size_t>(id)]; }

private:
    std::vector<const domain::State *> m_states;
    std::unordered_multimap<std::size_t, StateId> m_byHash;
};

} // namespace billhook::analytics

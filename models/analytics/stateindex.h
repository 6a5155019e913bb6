#pragma once

#include "models/domain/fact.h"

#include <cstddef>
#include <string_view>
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

    /**
     * The same number for states that are alike: equal but for the periods of their items, which an item that
     * previous_attributes give back often lacks. One of the alike, or unknownState for unknownState.
     */
    StateId likenessOf(StateId id) const
    {
        return id == unknownState ? id : m_likenesses[static_cast<std::size_t>(id)];
    }

private:
    std::vector<const domain::State *> m_states;
    std::vector<StateId> m_likenesses;
    std::unordered_multimap<std::size_t, StateId> m_byHash; ///< by what alike states share
};

/** Whether two states say the same in a field, the periods of items left aside. */
bool agreeOn(std::string_view field, const domain::State &left, const domain::State &right);

} // namespace billhook::analytics

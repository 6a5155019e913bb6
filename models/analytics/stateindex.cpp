#include "models/analytics/stateindex.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

namespace billhook::analytics {

namespace {

/** In canonical text a quoted key cannot be part of a string: there its quotes are escaped. */
constexpr std::array periodKeys{ std::string_view(R"("current_period_end":)"),
    std::string_view(R"("current_period_start":)") };

/** Items as canonical text without what periodKeys name. */
std::string withoutPeriods(std::string_view items)
{
    std::string text(items);
    for (const auto key : periodKeys) {
        for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at)) {
            const auto end = text.find_first_of(",}", at);
            const bool isFollowed = end != std::string::npos && text[end] == ',';
            text.erase(at, (end == std::string::npos ? text.size() : end) - at + (isFollowed ? 1 : 0));
        }
    }
    return text;
}

bool hasPeriods(std::string_view field, std::string_view value)
{
    return field == "items" && value.find(periodKeys[0].substr(0, 16)) != std::string_view::npos;
}

std::size_t hashOf(const domain::State &state)
{
    const std::hash<std::string> hash;
    std::size_t result = state.fields.size();
    for (const auto &[name, value] : state.fields) {
        result = (result ^ hash(name)) * 0x9E3779B97F4A7C15U;
        const auto own = hasPeriods(name, value) ? hash(withoutPeriods(value)) : hash(value);
        result = (result ^ (result >> 29U) ^ own) * 0xBF58476D1CE4E5B9U;
    }
    return result;
}

bool areAlike(const domain::State &left, const domain::State &right)
{
    return std::equal(left.fields.begin(), left.fields.end(), right.fields.begin(), right.fields.end(),
        [&](const auto &one, const auto &other) {
            return one.first == other.first && agreeOn(one.first, left, right);
        });
}

} // namespace

StateId StateIndex::idOf(const domain::State &state)
{
    const auto hash = hashOf(state);
    const auto [begin, end] = m_byHash.equal_range(hash);
    const auto id = static_cast<StateId>(m_states.size());
    auto likeness = id;
    for (auto candidate = begin; candidate != end; ++candidate) {
        const auto &known = this->state(candidate->second);
        if (known == state) {
            return candidate->second;
        }
        if (likeness == id && areAlike(known, state)) {
            likeness = likenessOf(candidate->second);
        }
    }
    m_states.push_back(&state);
    m_likenesses.push_back(likeness);
    m_byHash.emplace(hash, id);
    return id;
}

bool agreeOn(std::string_view field, const domain::State &left, const domain::State &right)
{
    const auto one = left.raw(field);
    const auto other = right.raw(field);
    return one == other
        || (hasPeriods(field, one.size() > other.size() ? one : other)
            && withoutPeriods(one) == withoutPeriods(other));
}

} // namespace billhook::analytics

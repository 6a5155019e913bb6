#include "models/domain/fact.h"

#include <charconv>

namespace billhook::domain {

std::optional<std::int64_t> State::integer(std::string_view field) const
{
    const auto text = raw(field);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::string> State::text(std::string_view field) const
{
    const auto text = raw(field);
    if (text.size() < 2 || text.front() != '"' || text.find('\\') != std::string_view::npos) {
        return std::nullopt;
    }
    return std::string(text.substr(1, text.size() - 2));
}

} // namespace billhook::domain

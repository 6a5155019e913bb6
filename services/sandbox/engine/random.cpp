#include "services/sandbox/engine/random.h"

#include <numeric>
#include <string_view>

namespace billhook::sandbox {

namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15ULL;

std::uint64_t mix(std::uint64_t value)
{
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

} // namespace

Random::Random(std::uint64_t seed)
    : m_seed(mix(seed + golden))
    , m_state(m_seed)
{ }

Random Random::fork(std::uint64_t label) const
{
    return Random(m_seed ^ mix(label * golden + 1));
}

std::uint64_t Random::next()
{
    m_state += golden;
    return mix(m_state);
}

std::int64_t Random::below(std::int64_t bound)
{
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(bound));
}

std::int64_t Random::between(std::int64_t first, std::int64_t last)
{
    return first + below(last - first + 1);
}

bool Random::chance(int permille)
{
    return below(1000) < permille;
}

std::size_t Random::weighted(const std::vector<int> &weights)
{
    auto rest = below(std::accumulate(weights.begin(), weights.end(), 0));
    std::size_t index = 0;
    while (rest >= weights[index]) {
        rest -= weights[index];
        ++index;
    }
    return index;
}

std::string Random::letters(std::size_t count)
{
    static constexpr std::string_view alphabet
        = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text;
    text.reserve(count);
    while (text.size() < count) {
        text += alphabet[static_cast<std::size_t>(below(62))];
    }
    return text;
}

std::string Random::hexadecimal(std::size_t count)
{
    static constexpr std::string_view alphabet = "0123456789abcdef";
    std::string text;
    text.reserve(count);
    while (text.size() < count) {
        text += alphabet[static_cast<std::size_t>(below(16))];
    }
    return text;
}

std::string Random::uuid()
{
    static constexpr std::string_view variants = "89ab";
    const auto raw = hexadecimal(30);
    std::string text = raw.substr(0, 8) + "-" + raw.substr(8, 4) + "-4" + raw.substr(12, 3) + "-";
    text += variants[static_cast<std::size_t>(below(4))];
    text += raw.substr(15, 3) + "-" + raw.substr(18, 12);
    return text;
}

} // namespace billhook::sandbox

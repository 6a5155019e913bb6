#include "models/domain/currency.h"

#include <algorithm>
#include <cstddef>

namespace billhook::domain {

namespace {

using namespace std::string_view_literals;

// Stripe's lists; UGX stands in the zero-decimal one too, but its special rule governs.
constexpr std::array zeroDecimal{ "bif"sv, "clp"sv, "djf"sv, "gnf"sv, "jpy"sv, "kmf"sv, "krw"sv, "mga"sv,
    "pyg"sv, "rwf"sv, "vnd"sv, "vuv"sv, "xaf"sv, "xof"sv, "xpf"sv };
constexpr std::array threeDecimal{ "bhd"sv, "jod"sv, "kwd"sv, "omr"sv, "tnd"sv };
constexpr std::array sentWithTwo{ "isk"sv, "ugx"sv };

template <std::size_t Size> bool holds(const std::array<std::string_view, Size> &list, std::string_view code)
{
    return std::find(list.begin(), list.end(), code) != list.end();
}

} // namespace

std::optional<Currency> Currency::fromCode(std::string_view code)
{
    std::array<char, 3> letters{};
    if (code.size() != letters.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const char letter = code[i];
        if (letter >= 'a' && letter <= 'z') {
            letters.at(i) = letter;
        } else if (letter >= 'A' && letter <= 'Z') {
            letters.at(i) = static_cast<char>(letter - 'A' + 'a');
        } else {
            return std::nullopt;
        }
    }
    return Currency(letters);
}

std::string Currency::code() const
{
    return { m_code.begin(), m_code.end() };
}

std::string Currency::upperCode() const
{
    std::string upper = code();
    for (char &letter : upper) {
        letter = static_cast<char>(letter - 'a' + 'A');
    }
    return upper;
}

int Currency::exponent() const
{
    const std::string_view code(m_code.data(), m_code.size());
    if (holds(zeroDecimal, code)) {
        return 0;
    }
    return holds(threeDecimal, code) ? 3 : 2;
}

int Currency::spokenDecimals() const
{
    return holds(sentWithTwo, std::string_view(m_code.data(), m_code.size())) ? 0 : exponent();
}

} // namespace billhook::domain

#include "models/domain/currency.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace billhook::domain {

namespace {

/** Three letters as one number: looked up far quicker than texts. */
constexpr std::uint32_t packed(std::string_view letters)
{
    std::uint32_t number = 0;
    for (const char letter : letters) {
        number = number << 8U | static_cast<std::uint8_t>(letter);
    }
    return number;
}

// Stripe's lists; UGX stands in the zero-decimal one too, but its special rule governs.
constexpr std::array zeroDecimal{ packed("bif"), packed("clp"), packed("djf"), packed("gnf"), packed("jpy"),
    packed("kmf"), packed("krw"), packed("mga"), packed("pyg"), packed("rwf"), packed("vnd"), packed("vuv"),
    packed("xaf"), packed("xof"), packed("xpf") };
constexpr std::array threeDecimal{ packed("bhd"), packed("jod"), packed("kwd"), packed("omr"),
    packed("tnd") };
constexpr std::array sentWithTwo{ packed("isk"), packed("ugx") };

template <std::size_t Size>
bool holds(const std::array<std::uint32_t, Size> &list, const std::array<char, 3> &code)
{
    return std::find(list.begin(), list.end(), packed({ code.data(), code.size() })) != list.end();
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
    if (holds(zeroDecimal, m_code)) {
        return 0;
    }
    return holds(threeDecimal, m_code) ? 3 : 2;
}

int Currency::spokenDecimals() const
{
    return holds(sentWithTwo, m_code) ? 0 : exponent();
}

} // namespace billhook::domain

#include "models/domain/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace billhook::domain {

namespace {

constexpr std::int32_t maximumScale = 12;
constexpr std::int32_t maximumDigits = 24;

constexpr auto powersOfTen = [] {
    std::array<Int128, maximumDigits + 1> powers{ 1 };
    for (std::size_t exponent = 1; exponent < powers.size(); ++exponent) {
        powers.at(exponent) = powers.at(exponent - 1) * 10;
    }
    return powers;
}();

bool isDigit(char character)
{
    return character >= '0' && character <= '9';
}

/** Takes the sign off the front. */
bool takeSign(std::string_view &text)
{
    const bool negative = text.starts_with('-');
    if (negative) {
        text.remove_prefix(1);
    }
    return negative;
}

/** The exponent after e or E, taken off the end; 0 without one, nothing when it is no small number. */
std::optional<std::int32_t> takeExponent(std::string_view &text)
{
    const auto *const at = std::find_if(
        text.begin(), text.end(), [](char character) { return character == 'e' || character == 'E'; });
    if (at == text.end()) {
        return 0;
    }
    auto digits = text.substr(static_cast<std::size_t>(at - text.begin()) + 1);
    text.remove_suffix(digits.size() + 1);
    if (digits.starts_with('+')) {
        digits.remove_prefix(1);
    }
    std::int32_t exponent = 0;
    const char *end = digits.data() + digits.size();
    const auto [stopped, problem] = std::from_chars(digits.data(), end, exponent);
    if (problem != std::errc() || stopped != end || exponent < -maximumDigits || exponent > maximumDigits) {
        return std::nullopt;
    }
    return exponent;
}

/** Appends the digits of `text` to `mantissa`; false for anything but digits or too many of them. */
bool appendDigits(std::string_view text, Int128 &mantissa)
{
    const Int128 limit = powerOfTen(maximumDigits);
    for (const char character : text) {
        if (!isDigit(character) || mantissa >= limit) {
            return false;
        }
        mantissa = mantissa * 10 + (character - '0');
    }
    return true;
}

} // namespace

Int128 powerOfTen(std::int32_t exponent)
{
    return powersOfTen.at(static_cast<std::size_t>(std::clamp(exponent, 0, maximumDigits)));
}

std::optional<Decimal> parseDecimal(std::string_view text)
{
    const bool negative = takeSign(text);
    const auto exponent = takeExponent(text);
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    const auto decimals = fraction.substr(0, fraction.find_last_not_of('0') + 1);
    Int128 mantissa = 0;
    if (!exponent || whole.empty() || (point != std::string_view::npos && fraction.empty())
        || fraction.size() > maximumDigits || !appendDigits(whole, mantissa)
        || !appendDigits(decimals, mantissa)) {
        return std::nullopt;
    }
    std::int32_t scale = static_cast<std::int32_t>(decimals.size()) - *exponent;
    for (; scale > 0 && mantissa % 10 == 0; --scale) {
        mantissa /= 10;
    }
    for (; scale < 0 && mantissa < powerOfTen(maximumDigits); ++scale) {
        mantissa *= 10;
    }
    if (scale < 0 || scale > maximumScale || mantissa >= powerOfTen(maximumDigits)) {
        return std::nullopt;
    }
    return Decimal{ .mantissa = negative ? -mantissa : mantissa, .scale = scale };
}

std::string decimalText(const Decimal &decimal)
{
    const bool negative = decimal.mantissa < 0;
    Int128 rest = negative ? -decimal.mantissa : decimal.mantissa;
    std::string reversed;
    for (std::int32_t place = 0; rest != 0 || place <= decimal.scale; ++place) {
        if (place == decimal.scale && place > 0) {
            reversed.push_back('.');
        }
        reversed.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
        rest /= 10;
    }
    if (negative) {
        reversed.push_back('-');
    }
    std::reverse(reversed.begin(), reversed.end());
    return reversed;
}

} // namespace billhook::domain

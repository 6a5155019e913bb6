#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace billhook::domain {

/**
 * A currency as Stripe counts it. Exponents follow Stripe's lists, not ISO's: they differ for MGA, ISK and
 * UGX. A code Stripe does not list has two decimals.
 */
class Currency final
{
public:
    /** From three ASCII letters of any case; nothing for other text. */
    static std::optional<Currency> fromCode(std::string_view code);

    std::string code() const; ///< lower case, as in JSON and in the database
    std::string upperCode() const; ///< for screens

    /** Decimals of the minor unit in which amounts are kept: 0, 2 or 3. */
    int exponent() const;

    /** Decimals that exist in the world: 0 for ISK and UGX, which Stripe sends with two. */
    int spokenDecimals() const;

    bool operator==(const Currency &) const = default;
    bool operator<(const Currency &other) const { return m_code < other.m_code; }

private:
    explicit Currency(std::array<char, 3> code)
        : m_code(code)
    { }

    std::array<char, 3> m_code;
};

} // namespace billhook::domain

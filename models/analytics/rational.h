#pragma once

#include "models/domain/decimal.h"
#include "models/domain/rounding.h"

#include <cstdint>
#include <optional>

namespace billhook::analytics {

/**
 * An exact fraction, always reduced. What can't be computed (division by zero, beyond 128 bits) has no value,
 * and every result made from it has none either, so a chain of operations is checked once, at its end.
 */
class Rational final
{
public:
    Rational() = default; ///< 0
    static Rational whole(domain::Int128 value);
    static Rational ratio(domain::Int128 numerator, domain::Int128 denominator);
    static Rational fromDecimal(const domain::Decimal &decimal);
    static Rational none();

    bool hasValue() const { return m_denominator != 0; }
    bool isPositive() const { return hasValue() && m_numerator > 0; }
    domain::Int128 numerator() const { return m_numerator; }
    domain::Int128 denominator() const { return m_denominator; } ///< above 0; 0 = no value

    /** Nothing without a value or beyond int64. rounded of 1000 times the fraction is per mille, and so on.
     */
    std::optional<std::int64_t> rounded(domain::Rounding rounding) const;

    friend Rational operator+(const Rational &left, const Rational &right);
    friend Rational operator-(const Rational &left, const Rational &right);
    friend Rational operator*(const Rational &left, const Rational &right);
    friend Rational operator/(const Rational &left, const Rational &right);
    bool operator==(const Rational &) const = default;

private:
    /** Of numbers without a common divisor, the lower one above 0. */
    static Rational reduced(domain::Int128 numerator, domain::Int128 denominator);

    domain::Int128 m_numerator = 0;
    domain::Int128 m_denominator = 1;
};

/** Greatest common divisor of magnitudes; 0 only for two zeros. */
domain::Int128 greatestCommonDivisor(domain::Int128 left, domain::Int128 right);

} // namespace billhook::analytics

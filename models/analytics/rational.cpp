#include "models/analytics/rational.h"

#include <limits>
#include <numeric>

namespace billhook::analytics {

using domain::Int128;

namespace {

constexpr Int128 greatest = ~(Int128{ 1 } << 127);
constexpr Int128 oneWord = std::numeric_limits<std::uint64_t>::max();

} // namespace

Int128 greatestCommonDivisor(Int128 left, Int128 right)
{
    left = left < 0 ? -left : left;
    right = right < 0 ? -right : right;
    if (left == 1 || right == 1) {
        return 1;
    }
    while (right != 0) {
        if (left <= oneWord && right <= oneWord) { // nearly always, and many times faster
            return std::gcd(static_cast<std::uint64_t>(left), static_cast<std::uint64_t>(right));
        }
        const Int128 rest = left % right;
        left = right;
        right = rest;
    }
    return left;
}

Rational Rational::whole(Int128 value)
{
    return reduced(value, 1);
}

Rational Rational::ratio(Int128 numerator, Int128 denominator)
{
    if (denominator == 0 || numerator < -greatest || denominator < -greatest) {
        return none();
    }
    const Int128 common = greatestCommonDivisor(numerator, denominator) * (denominator < 0 ? -1 : 1);
    return common == 1 ? reduced(numerator, denominator) : reduced(numerator / common, denominator / common);
}

Rational Rational::reduced(Int128 numerator, Int128 denominator)
{
    // The least value has no magnitude; leaving it out keeps every negation safe.
    if (numerator < -greatest) {
        return none();
    }
    Rational result;
    result.m_numerator = numerator;
    result.m_denominator = denominator;
    return result;
}

Rational Rational::fromDecimal(const domain::Decimal &decimal)
{
    return ratio(decimal.mantissa, domain::powerOfTen(decimal.scale));
}

Rational Rational::none()
{
    Rational result;
    result.m_denominator = 0;
    return result;
}

std::optional<std::int64_t> Rational::rounded(domain::Rounding rounding) const
{
    return domain::divide(m_numerator, m_denominator, rounding);
}

Rational operator+(const Rational &left, const Rational &right)
{
    if (!left.hasValue() || !right.hasValue()) {
        return Rational::none();
    }
    const Int128 common = greatestCommonDivisor(left.m_denominator, right.m_denominator);
    const Int128 leftFactor = right.m_denominator / common;
    const Int128 rightFactor = left.m_denominator / common;
    Int128 first = 0;
    Int128 second = 0;
    Int128 sum = 0;
    Int128 denominator = 0;
    if (__builtin_mul_overflow(left.m_numerator, leftFactor, &first)
        || __builtin_mul_overflow(right.m_numerator, rightFactor, &second)
        || __builtin_add_overflow(first, second, &sum)
        || __builtin_mul_overflow(left.m_denominator, leftFactor, &denominator) || sum < -greatest) {
        return Rational::none();
    }
    // What sum and denominator have in common divides what the two denominators had (Knuth, TAOCP 4.5.1).
    const Int128 rest = greatestCommonDivisor(sum, common);
    return rest == 1 ? Rational::reduced(sum, denominator)
                     : Rational::reduced(sum / rest, denominator / rest);
}

Rational operator-(const Rational &left, const Rational &right)
{
    return left + right * Rational::whole(-1);
}

Rational operator*(const Rational &left, const Rational &right)
{
    if (!left.hasValue() || !right.hasValue()) {
        return Rational::none();
    }
    // Reduced crosswise first: only a result that is too large itself overflows, and nothing is left to
    // reduce.
    const Rational first = Rational::ratio(left.m_numerator, right.m_denominator);
    const Rational second = Rational::ratio(right.m_numerator, left.m_denominator);
    Int128 numerator = 0;
    Int128 denominator = 0;
    if (__builtin_mul_overflow(first.m_numerator, second.m_numerator, &numerator)
        || __builtin_mul_overflow(first.m_denominator, second.m_denominator, &denominator)) {
        return Rational::none();
    }
    return Rational::reduced(numerator, denominator);
}

Rational operator/(const Rational &left, const Rational &right)
{
    if (!right.hasValue()) {
        return Rational::none();
    }
    return left * Rational::ratio(right.m_denominator, right.m_numerator);
}

} // namespace billhook::analytics

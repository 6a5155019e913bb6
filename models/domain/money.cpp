#include "models/domain/money.h"

namespace billhook::domain {

namespace {

Error mismatch(const Money &left, const Money &right)
{
    return { .kind = ErrorKind::InvalidInput,
        .code = "currency_mismatch",
        .message = "Amounts of two currencies can't be added. Nothing was changed.",
        .detail = left.currency().code() + " and " + right.currency().code() };
}

Error overflow(const Money &money)
{
    return { .kind = ErrorKind::Internal,
        .code = "money_overflow",
        .message = "The amount is too large to be computed exactly. Nothing was changed.",
        .detail = "int64 overflow in " + money.currency().code() };
}

} // namespace

Result<Money> Money::plus(const Money &other) const
{
    if (m_currency != other.m_currency) {
        return mismatch(*this, other);
    }
    std::int64_t sum = 0;
    if (__builtin_add_overflow(m_minor, other.m_minor, &sum)) {
        return overflow(*this);
    }
    return Money(sum, m_currency);
}

Result<Money> Money::minus(const Money &other) const
{
    if (m_currency != other.m_currency) {
        return mismatch(*this, other);
    }
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(m_minor, other.m_minor, &difference)) {
        return overflow(*this);
    }
    return Money(difference, m_currency);
}

Result<Money> Money::times(std::int64_t factor) const
{
    std::int64_t product = 0;
    if (__builtin_mul_overflow(m_minor, factor, &product)) {
        return overflow(*this);
    }
    return Money(product, m_currency);
}

Result<Money> Money::dividedBy(std::int64_t divisor, Rounding rounding) const
{
    if (divisor == 0) {
        return Error{ .kind = ErrorKind::InvalidInput,
            .code = "division_by_zero",
            .message = "An amount can't be divided by zero.",
            .detail = {} };
    }
    const auto quotient = divide(m_minor, divisor, rounding);
    if (!quotient) {
        return overflow(*this);
    }
    return Money(*quotient, m_currency);
}

} // namespace billhook::domain

#pragma once

#include "models/domain/currency.h"
#include "models/domain/result.h"
#include "models/domain/rounding.h"

#include <cstdint>

namespace billhook::domain {

/**
 * An amount in minor units of one currency. Never made from or turned into a double.
 * Arithmetic fails with `currency_mismatch` (InvalidInput) or `money_overflow` (Internal), never wraps
 * around.
 */
class Money final
{
public:
    Money(std::int64_t minor, Currency currency)
        : m_minor(minor)
        , m_currency(currency)
    { }

    std::int64_t minor() const { return m_minor; }
    Currency currency() const { return m_currency; }
    bool isZero() const { return m_minor == 0; }

    Result<Money> plus(const Money &other) const;
    Result<Money> minus(const Money &other) const;
    Result<Money> times(std::int64_t factor) const;
    Result<Money> dividedBy(
        std::int64_t divisor, Rounding rounding) const; ///< a divisor of 0 is InvalidInput

    bool operator==(const Money &) const = default;

private:
    std::int64_t m_minor;
    Currency m_currency;
};

} // namespace billhook::domain

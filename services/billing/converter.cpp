#include "services/billing/converter.h"

#include "models/domain/currency.h"
#include "models/domain/decimal.h"
#include "models/domain/rounding.h"

#include <algorithm>
#include <chrono>

namespace billhook::billing {

namespace {

constexpr std::int64_t factorUnits = 1'000'000'000'000; // 12 decimals

domain::Currency knownCurrency(const QString &code)
{
    const auto currency = domain::Currency::fromCode(code.toStdString());
    return currency ? *currency : *domain::Currency::fromCode("usd");
}

} // namespace

analytics::Day analyticsDay(QDate day)
{
    constexpr qint64 epoch = 2'440'588; // the Julian day of 1 January 1970
    return analytics::Day(std::chrono::days(day.toJulianDay() - epoch));
}

Converter::Converter(const QString &reportingCurrency)
    : m_reporting(reportingCurrency)
    , m_rates(knownCurrency(reportingCurrency))
{ }

void Converter::addRate(QDate day, const QString &from, std::string_view rate, QDate last)
{
    const auto currency = domain::Currency::fromCode(from.toStdString());
    const auto decimal = domain::parseDecimal(rate);
    if (!currency || !decimal || decimal->mantissa <= 0) {
        return;
    }
    // A later rate replaces what is carried on here.
    const QDate carried = std::min(day.addDays(oldestRateDays), std::max(day, last));
    for (QDate valid = day; valid <= carried; valid = valid.addDays(1)) {
        m_rates.add(*currency, analyticsDay(valid), *decimal);
    }
}

analytics::Rational Converter::exact(qint64 minor, const QString &currency, QDate day) const
{
    if (minor == 0 || currency == m_reporting) {
        return analytics::Rational::whole(minor);
    }
    const auto known = domain::Currency::fromCode(currency.toStdString());
    return known ? m_rates.convert(minor, *known, analyticsDay(day)) : analytics::Rational::none();
}

std::optional<qint64> Converter::convert(qint64 minor, const QString &currency, QDate day) const
{
    return exact(minor, currency, day).rounded(domain::Rounding::HalfEven);
}

std::optional<QString> Converter::factor(const QString &currency, QDate day) const
{
    const auto scaled = (exact(1, currency, day) * analytics::Rational::whole(factorUnits))
                            .rounded(domain::Rounding::HalfEven);
    return scaled ? std::optional(QString::fromStdString(domain::decimalText({ *scaled, 12 })))
                  : std::nullopt;
}

ConvertedSum sumOf(const Converter &converter, QDate day, const QList<CurrencyAmount> &amounts)
{
    ConvertedSum sum;
    sum.headline.currency = converter.reportingCurrency();
    sum.parts = amounts;
    qint64 own = 0;
    analytics::Rational all;
    for (const CurrencyAmount &part : amounts) {
        sum.count += part.count;
        all = all + converter.exact(part.amount, part.currency, day);
        if (part.currency == converter.reportingCurrency()) {
            own += part.amount;
        } else {
            sum.headline.notIncluded.append(part.currency);
        }
    }
    const auto converted = all.rounded(domain::Rounding::HalfEven);
    sum.amount = converted.value_or(own);
    if (converted) {
        sum.headline.converted = !sum.headline.notIncluded.isEmpty();
        sum.headline.notIncluded.clear();
    }
    return sum;
}

} // namespace billhook::billing

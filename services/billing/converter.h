#pragma once

#include "models/analytics/conversion.h"
#include "models/analytics/rational.h"
#include "services/billing/dashboard.h"

#include <QDate>
#include <QList>
#include <QString>

#include <optional>
#include <string_view>

namespace billhook::billing {

/** The day as the analytics know it. */
analytics::Day analyticsDay(QDate day);

/**
 * Daily rates into the reporting currency. A day without a rate takes the newest one of the 7 days before it,
 * because markets rest; an older one counts as missing: an amount is left out rather than converted at a
 * guess.
 */
class Converter final
{
public:
    /** From an ISO code; one that is none converts nothing but itself. */
    explicit Converter(const QString &reportingCurrency);

    /**
     * Units of the reporting currency for one unit of `from`, major units, decimal text. Days must ascend for
     * each currency. `last` is the day up to which the newest rate is wanted.
     */
    void addRate(QDate day, const QString &from, std::string_view rate, QDate last);

    QString reportingCurrency() const { return m_reporting; }
    const analytics::RateTable &rates() const { return m_rates; }

    /** Minor units of the reporting currency, exactly; no value without a rate. */
    analytics::Rational exact(qint64 minor, const QString &currency, QDate day) const;

    /** The same, rounded half-even. */
    std::optional<qint64> convert(qint64 minor, const QString &currency, QDate day) const;

    /** Minor units of the reporting currency for one minor unit of `currency`, as decimal text of 12
     * decimals. */
    std::optional<QString> factor(const QString &currency, QDate day) const;

    static constexpr int oldestRateDays = 7;

private:
    QString m_reporting;
    analytics::RateTable m_rates;
};

/** Adds up amounts of several currencies at the rates of one day, as Headline says. */
ConvertedSum sumOf(const Converter &converter, QDate day, const QList<CurrencyAmount> &amounts);

} // namespace billhook::billing

#pragma once

#include "models/analytics/movementtable.h"
#include "services/billing/converter.h"
#include "services/billing/dashboard.h"
#include "services/billing/revenuemoves.h"

#include <QDate>
#include <QMap>
#include <QString>
#include <QStringList>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace billhook::billing {

/**
 * Makes the revenue figures of a range out of daily movements: balances, columns that add up, the converted
 * view. Pure: give it rows, ask once.
 */
class RevenueBuilder final
{
public:
    /** `today` is the day whose rates convert what is still running. */
    RevenueBuilder(domain::DateRange range, QDate today, const Converter &converter);

    /** The first day that must be added by itself; everything before may come as one row dated the day before
     * it. */
    static QDate firstDay(const domain::DateRange &range);

    /** In any order; no day after the range's last. */
    void add(const RevenueMoves &moves);

    RevenueFigures build(); ///< once

private:
    /** Of one currency. */
    struct Account
    {
        std::string code;
        std::vector<qint64> balances; ///< at the end of each day, by dayIndex(); before build() its movements
    };

    /** 0 is the day before firstDay(), and all before it. */
    std::size_t dayIndex(QDate day) const;
    Account &account(const QString &currency);
    void addUpDays();
    qint64 balance(const QString &currency, QDate day) const;
    std::optional<qint64> total(const QStringList &currencies, QDate day) const;
    QStringList otherCurrencies() const;
    QList<PeriodFigures> ownPeriods(const QString &currency) const;
    std::optional<QList<PeriodFigures>> convertedPeriods() const; ///< nothing when a rate is missing
    void addSeries(RevenueFigures &figures, const QStringList &currencies) const;
    void addComparison(RevenueFigures &figures, const QStringList &currencies) const;

    domain::DateRange m_range;
    QDate m_today;
    const Converter &m_converter;
    std::vector<analytics::Period> m_periods;
    std::vector<analytics::DailyDelta> m_deltas; ///< of the range
    QDate m_dayBefore; ///< firstDay()
    QMap<QString, Account> m_accounts;
    QDate m_earliest; ///< the first day with a movement, or the day before firstDay()
};

} // namespace billhook::billing

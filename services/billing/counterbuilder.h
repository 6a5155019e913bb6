#pragma once

#include "services/billing/converter.h"
#include "services/billing/dashboard.h"

#include <QDate>
#include <QList>
#include <QMap>
#include <QString>

#include <functional>
#include <optional>

namespace billhook::billing {

/** How a counter of one currency changed within a step of the range; step -1 lies before the range. */
struct CounterStep
{
    QString name;
    QString currency;
    int step = 0;
    bool compared = false; ///< the change lies on or before the comparison day
    qint64 amount = 0;
    qint64 count = 0;
};

/** Makes values with a past out of the changes of counters. Pure: give it rows, ask once. */
class CounterBuilder final
{
public:
    CounterBuilder(domain::DateRange range, QDate earliest, const Converter &converter);

    static int stepOf(const domain::DateRange &range); ///< days of a step, for at most 31 steps

    void add(const CounterStep &step);
    CounterFigures build() const;

private:
    /** The value of one currency at the end of each step, and at the comparison day. */
    struct Values
    {
        QList<qint64> amounts;
        QList<qint64> counts;
        qint64 amountBefore = 0;
        qint64 countBefore = 0;
    };
    using OfCurrencies = QMap<QString, Values>;

    int steps() const;
    QDate dayOf(int step) const;
    std::optional<QDate> compared() const; ///< none: nothing to compare with, or nothing was known then
    CounterFigure countsOf(const QString &name, const std::function<bool(const QString &)> &wanted) const;
    std::optional<CounterFigure> amountsOf(
        const QString &name, bool others) const; ///< nothing without a rate
    bool addConverted(CounterFigure &figure, const QString &currency, const Values &values) const;
    CounterFigure blankFigure() const;

    domain::DateRange m_range;
    QDate m_earliest;
    const Converter &m_converter;
    QMap<QString, OfCurrencies> m_values;
};

} // namespace billhook::billing

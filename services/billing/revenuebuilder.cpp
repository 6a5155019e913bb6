#include "services/billing/revenuebuilder.h"

#include "models/domain/rounding.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace billhook::billing {

namespace {

PeriodFigures figuresOf(const Bucket &bucket, const analytics::MovementLines &lines)
{
    return { bucket, lines.opening, lines.newBusiness, lines.expansion, lines.reactivation, lines.contraction,
        lines.churn, lines.fx, lines.closing };
}

} // namespace

RevenueBuilder::RevenueBuilder(DateRange range, QDate today, const Converter &converter)
    : m_range(std::move(range))
    , m_today(today)
    , m_converter(converter)
{
    for (const Bucket &bucket : m_range.buckets) {
        m_periods.push_back({ analyticsDay(bucket.from), analyticsDay(bucket.to) });
    }
}

QDate RevenueBuilder::firstDay(const DateRange &range)
{
    return range.shift ? std::min(range.from, range.shift->back(range.from)) : range.from;
}

void RevenueBuilder::add(const QString &currency, QDate day, analytics::MovementKind kind, qint64 amount)
{
    if (amount == 0) {
        return;
    }
    if (!m_earliest.isValid() || day < m_earliest) {
        m_earliest = day;
    }
    if (day >= m_range.from) {
        m_deltas.push_back({ analyticsDay(day), currency.toStdString(), kind, amount });
    }
    m_balances[currency][day] += amount;
}

void RevenueBuilder::addUpDays()
{
    for (Balances &days : m_balances) {
        qint64 balance = 0;
        for (qint64 &day : days) {
            balance += day;
            day = balance;
        }
    }
}

qint64 RevenueBuilder::balance(const QString &currency, QDate day) const
{
    const auto balances = m_balances.constFind(currency);
    if (balances == m_balances.cend()) {
        return 0;
    }
    const auto after = balances->upperBound(day);
    return after == balances->cbegin() ? 0 : std::prev(after).value();
}

std::optional<qint64> RevenueBuilder::total(const QStringList &currencies, QDate day) const
{
    analytics::Rational sum;
    for (const QString &currency : currencies) {
        sum = sum + m_converter.exact(balance(currency, day), currency, day);
    }
    return sum.rounded(domain::Rounding::HalfEven);
}

QStringList RevenueBuilder::otherCurrencies() const
{
    QStringList others = m_balances.keys();
    others.removeAll(m_converter.reportingCurrency());
    return others;
}

QList<PeriodFigures> RevenueBuilder::ownPeriods(const QString &currency) const
{
    std::vector<analytics::DailyDelta> own;
    std::copy_if(m_deltas.cbegin(), m_deltas.cend(), std::back_inserter(own),
        [code = currency.toStdString()](
            const analytics::DailyDelta &delta) { return delta.currency == code; });
    const auto table = analytics::movementTable(balance(currency, m_range.from.addDays(-1)), own, m_periods);
    QList<PeriodFigures> periods;
    for (qsizetype i = 0; table && i < m_range.buckets.size(); ++i) {
        periods.append(figuresOf(m_range.buckets.at(i), table->at(static_cast<std::size_t>(i)).annual));
    }
    return periods;
}

std::optional<QList<PeriodFigures>> RevenueBuilder::convertedPeriods() const
{
    analytics::ConversionInput input{ {}, m_deltas, m_periods, analyticsDay(m_today) };
    for (auto currency = m_balances.keyBegin(); currency != m_balances.keyEnd(); ++currency) {
        input.opening[currency->toStdString()] = balance(*currency, m_range.from.addDays(-1));
    }
    const auto table = analytics::convertedTable(input, m_converter.rates());
    if (!table) {
        return std::nullopt;
    }
    QList<PeriodFigures> periods;
    for (const analytics::ConvertedColumn &column : *table) {
        if (!column.without.empty()) {
            return std::nullopt;
        }
        periods.append(figuresOf(m_range.buckets.at(periods.size()), column.column.annual));
    }
    return periods;
}

void RevenueBuilder::addSeries(RevenueFigures &figures, const QStringList &currencies) const
{
    for (QDate day = m_range.from; day <= m_range.last; day = day.addDays(1)) {
        // A day whose rate is missing has no point: the line goes on with the next one.
        if (const auto annual = total(currencies, day)) {
            figures.series.append({ day, *annual });
        }
    }
    figures.annual = figures.periods.isEmpty() ? 0 : figures.periods.constLast().closing;
}

void RevenueBuilder::addComparison(RevenueFigures &figures, const QStringList &currencies) const
{
    if (!m_range.shift || !m_earliest.isValid()) {
        return;
    }
    for (QDate at = m_range.from; at < m_range.to; at = at.addDays(1)) {
        const QDate day = m_range.shift->back(at);
        const auto annual = day < m_earliest || day > m_today ? std::nullopt : total(currencies, day);
        if (annual) {
            figures.comparison.append({ at, day, *annual });
        }
        if (at == m_range.last) {
            figures.annualBefore = annual;
        }
    }
}

RevenueFigures RevenueBuilder::build()
{
    addUpDays();
    RevenueFigures figures;
    figures.range = m_range;
    figures.today = m_today;
    figures.empty = m_balances.isEmpty();
    figures.headline.currency = m_converter.reportingCurrency();
    QStringList currencies{ m_converter.reportingCurrency() };
    const QStringList others = otherCurrencies();
    const auto converted = others.isEmpty() ? std::nullopt : convertedPeriods();
    if (converted) {
        figures.headline.converted = true;
        figures.periods = *converted;
        currencies += others;
    } else {
        figures.headline.notIncluded = others;
        figures.periods = ownPeriods(m_converter.reportingCurrency());
    }
    addSeries(figures, currencies);
    addComparison(figures, currencies);
    for (auto currency = m_balances.keyBegin(); currency != m_balances.keyEnd(); ++currency) {
        figures.perCurrency.append({ *currency, ownPeriods(*currency) });
    }
    return figures;
}

} // namespace billhook::billing

#include "services/billing/revenuebuilder.h"

#include "models/domain/rounding.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace billhook::billing {

namespace {

PeriodFigures figuresOf(const domain::Bucket &bucket, const analytics::MovementLines &lines)
{
    return { bucket, lines.opening, lines.newBusiness, lines.expansion, lines.reactivation, lines.contraction,
        lines.churn, lines.fx, lines.closing };
}

} // namespace

RevenueBuilder::RevenueBuilder(domain::DateRange range, QDate today, const Converter &converter)
    : m_range(std::move(range))
    , m_today(today)
    , m_converter(converter)
    , m_dayBefore(firstDay(m_range).addDays(-1))
{
    for (const domain::Bucket &bucket : m_range.buckets) {
        m_periods.push_back({ analyticsDay(bucket.from), analyticsDay(bucket.to) });
    }
}

QDate RevenueBuilder::firstDay(const domain::DateRange &range)
{
    return range.shift ? std::min(range.from, range.shift->back(range.from)) : range.from;
}

std::size_t RevenueBuilder::dayIndex(QDate day) const
{
    return static_cast<std::size_t>(
        std::clamp<qint64>(m_dayBefore.daysTo(day), 0, m_dayBefore.daysTo(m_range.last)));
}

RevenueBuilder::Account &RevenueBuilder::account(const QString &currency)
{
    Account &account = m_accounts[currency];
    if (account.balances.empty()) {
        account = { currency.toStdString(), std::vector<qint64>(dayIndex(m_range.last) + 1) };
    }
    return account;
}

void RevenueBuilder::add(const RevenueMoves &moves)
{
    const bool moved = std::any_of(
        moves.days.begin(), moves.days.end(), [](const DayAmount &one) { return one.amount != 0; });
    if (!moved) {
        return;
    }
    Account &own = account(moves.currency);
    for (const auto &[day, amount] : moves.days) {
        if (amount == 0) {
            continue;
        }
        if (!m_earliest.isValid() || day < m_earliest) {
            m_earliest = day;
        }
        own.balances.at(dayIndex(day)) += amount;
        if (day >= m_range.from) {
            m_deltas.push_back({ analyticsDay(day), own.code, moves.kind, amount });
        }
    }
}

void RevenueBuilder::addUpDays()
{
    for (Account &account : m_accounts) {
        std::partial_sum(account.balances.begin(), account.balances.end(), account.balances.begin());
    }
}

qint64 RevenueBuilder::balance(const QString &currency, QDate day) const
{
    const auto account = m_accounts.constFind(currency);
    return account == m_accounts.cend() ? 0 : account->balances.at(dayIndex(day));
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
    QStringList others = m_accounts.keys();
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
    for (auto account = m_accounts.cbegin(); account != m_accounts.cend(); ++account) {
        input.opening[account->code] = balance(account.key(), m_range.from.addDays(-1));
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
    figures.empty = m_accounts.isEmpty();
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
    for (auto currency = m_accounts.keyBegin(); currency != m_accounts.keyEnd(); ++currency) {
        figures.perCurrency.append({ *currency, ownPeriods(*currency) });
    }
    return figures;
}

} // namespace billhook::billing

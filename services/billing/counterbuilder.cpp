#include "services/billing/counterbuilder.h"

#include <algorithm>
#include <utility>

namespace billhook::billing {

namespace {

constexpr int mostSteps = 30;

} // namespace

CounterBuilder::CounterBuilder(domain::DateRange range, QDate earliest, const Converter &converter)
    : m_range(std::move(range))
    , m_earliest(earliest)
    , m_converter(converter)
{ }

int CounterBuilder::stepOf(const domain::DateRange &range)
{
    return static_cast<int>(range.from.daysTo(range.last) / mostSteps) + 1;
}

int CounterBuilder::steps() const
{
    return static_cast<int>(m_range.from.daysTo(m_range.last)) / stepOf(m_range) + 1;
}

QDate CounterBuilder::dayOf(int step) const
{
    return std::min(m_range.from.addDays((step + 1) * stepOf(m_range) - 1), m_range.last);
}

std::optional<QDate> CounterBuilder::compared() const
{
    const auto day = m_range.comparisonDay();
    return day && m_earliest.isValid() && *day >= m_earliest ? day : std::nullopt;
}

void CounterBuilder::add(const CounterStep &step)
{
    Values &values = m_values[step.name][step.currency];
    values.amounts.resize(steps());
    values.counts.resize(steps());
    for (int index = std::max(step.step, 0); index < steps(); ++index) {
        values.amounts[index] += step.amount;
        values.counts[index] += step.count;
    }
    if (step.compared) {
        values.amountBefore += step.amount;
        values.countBefore += step.count;
    }
}

/** A point of 0 for each step, and 0 before where there is something to compare with. */
CounterFigure CounterBuilder::blankFigure() const
{
    CounterFigure figure;
    for (int step = 0; step < steps(); ++step) {
        figure.trend.append({ dayOf(step), 0 });
    }
    figure.before = compared() ? std::optional<qint64>(0) : std::nullopt;
    return figure;
}

CounterFigure CounterBuilder::countsOf(
    const QString &name, const std::function<bool(const QString &)> &wanted) const
{
    CounterFigure figure = blankFigure();
    const OfCurrencies ofCurrencies = m_values.value(name);
    for (auto values = ofCurrencies.cbegin(); values != ofCurrencies.cend(); ++values) {
        if (!wanted(values.key())) {
            continue;
        }
        for (int step = 0; step < steps(); ++step) {
            figure.trend[step].annual += values->counts.at(step);
        }
        if (figure.before) {
            *figure.before += values->countBefore;
        }
    }
    figure.now = figure.trend.constLast().annual;
    return figure;
}

/** Adds the trend of one currency; false when an amount has no rate on a day it is needed for. */
bool CounterBuilder::addConverted(CounterFigure &figure, const QString &currency, const Values &values) const
{
    for (int step = 0; step < steps(); ++step) {
        const auto converted = m_converter.convert(values.amounts.at(step), currency, dayOf(step));
        if (!converted) {
            return false;
        }
        figure.trend[step].annual += *converted;
    }
    if (figure.before) {
        const auto then = m_converter.convert(values.amountBefore, currency, *compared());
        figure.before = then ? std::optional(*figure.before + *then) : std::nullopt;
    }
    return true;
}

std::optional<CounterFigure> CounterBuilder::amountsOf(const QString &name, bool others) const
{
    CounterFigure figure = blankFigure();
    const OfCurrencies ofCurrencies = m_values.value(name);
    for (auto values = ofCurrencies.cbegin(); values != ofCurrencies.cend(); ++values) {
        const bool wanted = others || values.key() == m_converter.reportingCurrency();
        if (wanted && !addConverted(figure, values.key(), *values)) {
            return std::nullopt;
        }
    }
    figure.now = figure.trend.constLast().annual;
    return figure;
}

CounterFigures CounterBuilder::build() const
{
    const auto all = [](const QString &) { return true; };
    const QString own = m_converter.reportingCurrency();
    CounterFigures figures;
    figures.range = m_range;
    figures.headline.currency = own;
    figures.payingCustomers = countsOf(QStringLiteral("customers"), all);
    figures.payingOwn
        = countsOf(QStringLiteral("paying"), [&own](const QString &currency) { return currency == own; });
    figures.subscribed = countsOf(QStringLiteral("subscribed"), all);
    figures.trialing = countsOf(QStringLiteral("trialing"), all);
    figures.atRiskInvoices = countsOf(QStringLiteral("at_risk"), all);
    QStringList others = m_values.value(QStringLiteral("at_risk")).keys();
    others.removeAll(own);
    if (const auto converted = amountsOf(QStringLiteral("at_risk"), /*others=*/true)) {
        figures.atRiskAmount = *converted;
        figures.headline.converted = !others.isEmpty();
    } else {
        figures.atRiskAmount
            = amountsOf(QStringLiteral("at_risk"), /*others=*/false).value_or(CounterFigure{});
        figures.headline.notIncluded = others;
    }
    return figures;
}

} // namespace billhook::billing

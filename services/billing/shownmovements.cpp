#include "services/billing/shownmovements.h"

#include "models/analytics/largestremainder.h"
#include "models/analytics/ratios.h"

#include <algorithm>
#include <array>

namespace billhook::billing {

namespace {

using domain::Int128;
using domain::Rounding;

qint64 inUnits(qint64 amount, qint64 unit)
{
    return domain::divide(amount, unit, Rounding::HalfAwayFromZero).value_or(0);
}

PeriodFigures shownPeriod(const PeriodFigures &annual, qint64 unit)
{
    PeriodFigures shown;
    shown.bucket = annual.bucket;
    shown.opening = inUnits(annual.opening, unit);
    shown.closing = inUnits(annual.closing, unit);
    const std::array<Int128, 6> lines{ annual.newBusiness, annual.expansion, annual.reactivation,
        annual.contraction, annual.churn, annual.fx };
    const auto shares
        = analytics::largestRemainder(lines, unit, Int128{ shown.closing } - shown.opening).shares;
    shown.newBusiness = static_cast<qint64>(shares.at(0));
    shown.expansion = static_cast<qint64>(shares.at(1));
    shown.reactivation = static_cast<qint64>(shares.at(2));
    shown.contraction = static_cast<qint64>(shares.at(3));
    shown.churn = static_cast<qint64>(shares.at(4));
    shown.fx = static_cast<qint64>(shares.at(5));
    return shown;
}

bool columnsAddUp(const QList<PeriodFigures> &periods)
{
    const bool each = std::all_of(periods.cbegin(), periods.cend(),
        [](const PeriodFigures &period) { return period.opening + period.moves() == period.closing; });
    const bool chained
        = std::adjacent_find(periods.cbegin(), periods.cend(),
              [](const auto &left, const auto &right) { return left.closing != right.opening; })
        == periods.cend();
    return each && chained;
}

} // namespace

QList<PeriodFigures> shownMovements(const QList<PeriodFigures> &annual, qint64 unit)
{
    QList<PeriodFigures> shown;
    for (const PeriodFigures &period : annual) {
        shown.append(shownPeriod(period, unit));
    }
    return shown;
}

bool movementsAddUp(const RevenueFigures &figures)
{
    const bool own = std::all_of(figures.perCurrency.cbegin(), figures.perCurrency.cend(),
        [](const CurrencyFigures &currency) { return columnsAddUp(currency.periods); });
    const bool headline = figures.periods.isEmpty() || figures.periods.constLast().closing == figures.annual;
    return own && headline && columnsAddUp(figures.periods);
}

std::optional<qint64> revenuePerCustomer(qint64 annual, qint64 payingCustomers)
{
    return analytics::revenuePerCustomer(annual, payingCustomers).rounded(Rounding::HalfAwayFromZero);
}

std::optional<qint64> changePerMille(qint64 before, qint64 now)
{
    const Int128 change = (Int128{ now } - before) * 1000;
    return domain::divide(
        change, before < 0 ? -Int128{ before } : Int128{ before }, Rounding::HalfAwayFromZero);
}

} // namespace billhook::billing

#include "views/overview/cardtexts.h"

#include "models/domain/recurring.h"
#include "models/items/localetext.h"
#include "models/items/moneyformat.h"
#include "services/billing/shownmovements.h"
#include "views/overview/wording.h"

#include <QStringList>

#include <algorithm>

namespace billhook::overview {

namespace {

using namespace Qt::StringLiterals;
using items::MoneyFormat;
using items::shortDay;

constexpr qsizetype mostTrendPoints = 31;

/** Evenly chosen points, the last one always among them. */
std::vector<std::int64_t> trendOf(const QList<billing::SeriesPoint> &points)
{
    std::vector<std::int64_t> trend;
    const qsizetype step = (points.size() + mostTrendPoints - 1) / mostTrendPoints;
    for (qsizetype i = points.size() - 1; i >= 0; i -= step) {
        trend.push_back(points.at(i).annual);
    }
    std::reverse(trend.begin(), trend.end());
    return trend;
}

void addChange(widgets::Metric &metric, std::optional<qint64> before, qint64 now,
    const domain::DateRange &range, Better better = Better::Higher)
{
    const Change changed = change(before, now, better);
    metric.delta = changed.text;
    metric.direction = changed.direction;
    metric.deltaTone = changed.tone;
    metric.versus = changed.text.isEmpty() ? QString() : versus(range);
}

/** "on 30 Sep" for figures that are not today's; the cards of a page must not look as if they were. */
QString onDay(const domain::DateRange &range, QDate today)
{
    return range.last == today ? QString() : Words::tr("on %1").arg(shortDay(range.last));
}

QString withDay(const QString &text, const QString &day)
{
    return day.isEmpty() ? text : text + u' ' + day;
}

widgets::Metric countMetric(
    const QString &label, const billing::CounterFigure &figure, const domain::DateRange &range)
{
    widgets::Metric metric;
    metric.label = label;
    metric.value = count(figure.now);
    metric.trend = trendOf(figure.trend);
    addChange(metric, figure.before, figure.now, range);
    return metric;
}

/** "$2.48 M"; from a hundred millions on with one decimal less, so that it is not cut. */
QString compactText(const domain::Money &amount)
{
    constexpr qsizetype widest = 8;
    const MoneyFormat format;
    const QString text = format.compact(amount);
    return text.size() <= widest ? text : format.scaled(amount, MoneyFormat::scaleFor(amount), 1);
}

widgets::Metric revenueMetric(const QString &label, const billing::RevenueFigures &revenue, qint64 amount)
{
    const MoneyFormat format;
    const domain::Money shown = money(amount, revenue.headline.currency);
    widgets::Metric metric;
    metric.label = label;
    metric.value = compactText(shown);
    metric.copied = format.exact(shown);
    metric.exact = withDay(metric.copied, onDay(revenue.range, revenue.today));
    metric.trend = trendOf(revenue.series);
    addChange(metric, revenue.annualBefore, revenue.annual, revenue.range);
    if (!revenue.headline.notIncluded.isEmpty()) {
        metric.versus = notIncluded(revenue.headline);
        metric.delta.clear();
        metric.direction = widgets::Direction::None;
    }
    return metric;
}

/** All decimals while they fit into the card. */
QString averageText(const domain::Money &average)
{
    constexpr qsizetype widest = 9; // "$9,999.99"
    const QString all = MoneyFormat().symbol(average);
    return all.size() <= widest ? all : MoneyFormat().compact(average);
}

/** The balance on a day of the counters' trend; the series has a point for every day that has rates. */
std::optional<qint64> annualOn(const billing::RevenueFigures &revenue, QDate day)
{
    const auto found = std::lower_bound(revenue.series.cbegin(), revenue.series.cend(), day,
        [](const billing::SeriesPoint &point, QDate wanted) { return point.day < wanted; });
    return found != revenue.series.cend() && found->day == day ? std::optional(found->annual) : std::nullopt;
}

} // namespace

widgets::Metric mrrMetric(const billing::RevenueFigures &revenue)
{
    return revenueMetric(Words::tr("MRR"), revenue, domain::monthlyOf(revenue.annual));
}

widgets::Metric arrMetric(const billing::RevenueFigures &revenue)
{
    return revenueMetric(Words::tr("ARR"), revenue, revenue.annual);
}

widgets::Metric arpcMetric(const billing::RevenueFigures &revenue, const billing::CounterFigures &counters)
{
    // Customers who pay in a currency that the revenue leaves out would make the average too small.
    const billing::CounterFigure &paying
        = revenue.headline.notIncluded.isEmpty() ? counters.payingCustomers : counters.payingOwn;
    widgets::Metric metric;
    metric.label = Words::tr("ARPC");
    const QString day = onDay(revenue.range, revenue.today);
    metric.exact = day.isEmpty() ? Words::tr("per paying customer") : Words::tr("per customer %1").arg(day);
    const auto now = billing::revenuePerCustomer(revenue.annual, paying.now);
    metric.value = now ? averageText(money(*now, revenue.headline.currency)) : u"—"_s;
    metric.copied = now ? MoneyFormat().exact(money(*now, revenue.headline.currency)) : QString();
    for (const billing::SeriesPoint &point : paying.trend) {
        const auto annual = annualOn(revenue, point.day);
        const auto average = annual ? billing::revenuePerCustomer(*annual, point.annual) : std::nullopt;
        if (average) {
            metric.trend.push_back(*average);
        }
    }
    if (now && revenue.annualBefore && paying.before) {
        addChange(
            metric, billing::revenuePerCustomer(*revenue.annualBefore, *paying.before), *now, revenue.range);
    }
    return metric;
}

widgets::Metric subscribersMetric(const billing::CounterFigures &counters)
{
    widgets::Metric metric
        = countMetric(Words::tr("Active subscribers"), counters.payingCustomers, counters.range);
    const QString subscriptions = counters.subscribed.now == 1
        ? Words::tr("1 subscription")
        : Words::tr("%1 subscriptions").arg(count(counters.subscribed.now));
    metric.exact = withDay(subscriptions, onDay(counters.range, counters.today));
    return metric;
}

widgets::Metric trialingMetric(const billing::CounterFigures &counters, const billing::ExpiringSoon &soon)
{
    const qint64 ending = soon.trials.sum.count;
    widgets::Metric metric = countMetric(Words::tr("Trialing"), counters.trialing, counters.range);
    metric.exact = onDay(counters.range, counters.today);
    if (metric.exact.isEmpty()) { // what ends soon is of today
        metric.exact = ending == 1 ? Words::tr("1 ends within 7 days")
                                   : Words::tr("%1 end within 7 days").arg(count(ending));
    }
    return metric;
}

widgets::Metric atRiskMetric(const billing::CounterFigures &counters)
{
    const MoneyFormat format;
    const domain::Money amount = money(counters.atRiskAmount.now, counters.headline.currency);
    widgets::Metric metric;
    metric.label = Words::tr("At risk");
    metric.value = compactText(amount);
    const QString day = onDay(counters.range, counters.today);
    metric.exact = day.isEmpty()
        ? Words::tr("%1 · %2 open").arg(format.exact(amount), count(counters.atRiskInvoices.now))
        : withDay(format.exact(amount), day);
    metric.copied = format.exact(amount);
    metric.trend = trendOf(counters.atRiskAmount.trend);
    addChange(metric, counters.atRiskAmount.before, counters.atRiskAmount.now, counters.range, Better::Lower);
    if (!counters.headline.notIncluded.isEmpty()) {
        metric.versus = notIncluded(counters.headline);
        metric.delta.clear();
        metric.direction = widgets::Direction::None;
    }
    return metric;
}

QString revenueExplanation(const billing::RevenueFigures &revenue)
{
    const MoneyFormat format;
    QStringList lines{
        Words::tr("What active and past-due subscriptions bill in a year, divided by 12 for MRR. Trials, "
                  "metered items and taxes are not in it; a forever discount is taken off."),
        Words::tr("Policy: %1.").arg(revenue.profile)
    };
    for (const billing::CurrencyFigures &own : revenue.perCurrency) {
        if (!own.periods.isEmpty()) {
            lines.append(
                format.exact(money(domain::monthlyOf(own.periods.constLast().closing), own.currency)));
        }
    }
    if (revenue.headline.converted) {
        lines.append(
            Words::tr("Converted to %1 at the rate of each day.").arg(revenue.headline.currency.toUpper()));
    }
    if (!revenue.headline.notIncluded.isEmpty()) {
        lines.append(Words::tr("Not included, because a daily rate is missing: %1.")
                         .arg(currencyCodes(revenue.headline.notIncluded)));
    }
    return lines.join(u'\n');
}

namespace {

widgets::PanelRow unknownRow(const billing::UnknownRow &unknown)
{
    widgets::PanelRow row;
    row.kind = widgets::PanelRow::Kind::TwoLine;
    row.id = unknown.subscriptionId;
    row.title = unknown.name;
    row.detail = unknown.isStatus  ? Words::tr("status %1 is not known").arg(unknown.detail)
        : unknown.detail.isEmpty() ? Words::tr("its price leaves the amount out")
                                   : Words::tr("waits for %1").arg(unknown.detail);
    if (!unknown.currency.isEmpty()) {
        row.value = MoneyFormat().symbol(money(domain::monthlyOf(unknown.annual), unknown.currency));
    }
    row.note = unknown.subscriptionId;
    return row;
}

QString unknownTitle(const billing::UnknownFigures &unknown)
{
    QStringList parts;
    if (unknown.amounts > 0) {
        parts.append(unknown.amounts == 1
                ? Words::tr("1 amount is not known")
                : Words::tr("%1 amounts are not known").arg(count(unknown.amounts)));
    }
    if (unknown.statuses > 0) {
        parts.append(unknown.statuses == 1
                ? Words::tr("1 status is not known")
                : Words::tr("%1 statuses are not known").arg(count(unknown.statuses)));
    }
    return parts.join(u", "_s);
}

} // namespace

widgets::CardNotice unknownNotice(const billing::UnknownFigures &unknown)
{
    widgets::CardNotice notice;
    if (unknown.count() == 0) {
        return notice;
    }
    notice.badge = count(unknown.count());
    notice.title = unknownTitle(unknown);
    notice.text
        = Words::tr("The figure counts these subscriptions as they were known last, with the MRR that "
                    "stands beside them; never known is 0.");
    notice.rows.reserve(static_cast<std::size_t>(unknown.rows.size()) + 1);
    for (const billing::UnknownRow &row : unknown.rows) {
        notice.rows.push_back(unknownRow(row));
    }
    if (const qint64 hidden = unknown.count() - unknown.rows.size(); hidden > 0) {
        widgets::PanelRow rest;
        rest.kind = widgets::PanelRow::Kind::OneLine;
        rest.title = Words::tr("and %1 more").arg(count(hidden));
        notice.rows.push_back(rest);
    }
    return notice;
}

QString atRiskExplanation(const billing::CounterFigures &counters)
{
    QStringList lines{ Words::tr(
        "What is still to be paid on open invoices whose payment has failed at least once.") };
    if (counters.headline.converted) {
        lines.append(
            Words::tr("Converted to %1 at the rate of the day.").arg(counters.headline.currency.toUpper()));
    }
    if (!counters.headline.notIncluded.isEmpty()) {
        lines.append(Words::tr("Not included, because a daily rate is missing: %1.")
                         .arg(currencyCodes(counters.headline.notIncluded)));
    }
    return lines.join(u'\n');
}

} // namespace billhook::overview

#include "views/overview/charttexts.h"

#include "models/domain/recurring.h"
#include "models/items/localetext.h"
#include "models/items/moneyformat.h"
#include "services/billing/shownmovements.h"
#include "views/overview/wording.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <utility>

namespace billhook::overview {

namespace {

using namespace Qt::StringLiterals;
using items::fullDay;
using items::MoneyFormat;
using items::shortDay;

constexpr int wantedTicks = 6;

std::vector<charts::ChartColumn> columnsOf(const domain::DateRange &range)
{
    std::vector<charts::ChartColumn> columns;
    columns.reserve(static_cast<std::size_t>(range.buckets.size()));
    for (const domain::Bucket &bucket : range.buckets) {
        columns.push_back({ bucketLabel(bucket, range.bucketSize), bucket.running });
    }
    return columns;
}

/** Where a day lies on the columns; a balance stands for the whole day, so for its middle. */
qreal positionOf(const domain::DateRange &range, QDate day)
{
    for (qsizetype i = 0; i < range.buckets.size(); ++i) {
        const domain::Bucket &bucket = range.buckets.at(i);
        if (day < bucket.to) {
            const auto length = static_cast<qreal>(bucket.from.daysTo(bucket.to));
            return static_cast<qreal>(i) + (static_cast<qreal>(bucket.from.daysTo(day)) + 0.5) / length;
        }
    }
    return static_cast<qreal>(range.buckets.size());
}

/** As many decimals as tell neighbouring ticks apart. */
int tickDecimals(const std::vector<std::int64_t> &ticks, MoneyFormat::Scale scale, const QString &currency)
{
    constexpr std::array<int, 4> digits{ 0, 3, 6, 9 };
    if (ticks.size() < 2 || scale == MoneyFormat::Scale::Units) {
        return 0;
    }
    qint64 unit = 1;
    for (int i = digits.at(static_cast<std::size_t>(scale)) + money(0, currency).currency().exponent(); i > 0;
         --i) {
        unit *= 10;
    }
    const qint64 step = ticks.at(1) - ticks.at(0);
    if (step % unit == 0) {
        return 0;
    }
    return step * 10 % unit == 0 ? 1 : 2;
}

std::vector<charts::ValueTick> ticksOf(qint64 low, qint64 high, const QString &currency)
{
    const std::vector<std::int64_t> values = charts::roundTicks(low, high, wantedTicks);
    const qint64 largest = std::max(std::abs(values.front()), std::abs(values.back()));
    const MoneyFormat::Scale scale = MoneyFormat::scaleFor(money(largest, currency));
    const int decimals = tickDecimals(values, scale, currency);
    const MoneyFormat format;
    std::vector<charts::ValueTick> ticks;
    ticks.reserve(values.size());
    for (const std::int64_t value : values) {
        ticks.push_back(
            { value, value == 0 ? u"0"_s : format.scaled(money(value, currency), scale, decimals) });
    }
    return ticks;
}

QString comparisonFact(const domain::DateRange &range)
{
    if (*range.shift == domain::Shift{ 12, 0 }) {
        return Words::tr("Year ago");
    }
    return fullDay(*range.comparisonDay());
}

std::vector<charts::ChartFact> factsOf(const billing::RevenueFigures &revenue)
{
    const MoneyFormat format;
    const QString &currency = revenue.headline.currency;
    const auto compact = [&](qint64 annual, MoneyFormat::Sign sign) {
        return format.compact(money(domain::monthlyOf(annual), currency), sign);
    };
    std::vector<charts::ChartFact> facts;
    const bool today = revenue.range.last == revenue.today;
    facts.push_back({ today ? Words::tr("Today") : fullDay(revenue.range.last),
        compact(revenue.annual, MoneyFormat::Sign::Minus), widgets::Tone::Quiet });
    if (revenue.annualBefore) {
        const qint64 difference = revenue.annual - *revenue.annualBefore;
        facts.push_back({ comparisonFact(revenue.range),
            compact(*revenue.annualBefore, MoneyFormat::Sign::Minus), widgets::Tone::Quiet });
        facts.push_back({ Words::tr("Change"), compact(difference, MoneyFormat::Sign::Always),
            difference < 0 ? widgets::Tone::Danger : widgets::Tone::Ok });
    }
    return facts;
}

/** The texts of the line's points, made when asked for. */
std::function<charts::PointText(std::size_t)> describer(const billing::RevenueFigures &revenue)
{
    struct Kept
    {
        QList<billing::SeriesPoint> series;
        std::map<QDate, billing::ComparisonPoint> comparison;
        QString currency;
    };
    auto kept = std::make_shared<Kept>(Kept{ revenue.series, {}, revenue.headline.currency });
    for (const billing::ComparisonPoint &point : revenue.comparison) {
        kept->comparison.emplace(point.at, point);
    }
    return [kept](std::size_t index) {
        const MoneyFormat format;
        const billing::SeriesPoint &point = kept->series.at(static_cast<qsizetype>(index));
        charts::PointText text;
        text.title = fullDay(point.day);
        text.value = format.symbol(money(domain::monthlyOf(point.annual), kept->currency));
        text.spoken = Words::tr("%1, MRR %2").arg(text.title, text.value);
        const auto before = kept->comparison.find(point.day);
        if (before != kept->comparison.end()) {
            text.comparisonLabel = fullDay(before->second.day);
            text.comparison = format.symbol(money(domain::monthlyOf(before->second.annual), kept->currency));
            text.note = change(before->second.annual, point.annual, Better::Higher).text;
            text.spoken += u", "_s + text.note;
        }
        return text;
    };
}

qint64 highest(const billing::RevenueFigures &revenue)
{
    qint64 high = 0;
    for (const billing::SeriesPoint &point : revenue.series) {
        high = std::max(high, point.annual);
    }
    for (const billing::ComparisonPoint &point : revenue.comparison) {
        high = std::max(high, point.annual);
    }
    return std::max<qint64>(domain::monthlyOf(high), 1);
}

/** The shown unit of the movement table: what its widest column has room for. */
struct ShownUnit
{
    qint64 annualUnits = 12; ///< annual minor units of one shown unit
    int decimals = 0;
    QString name;
};

ShownUnit unitFor(const QList<billing::PeriodFigures> &periods, const QString &currency)
{
    qint64 major = 1;
    for (int i = money(0, currency).currency().exponent(); i > 0; --i) {
        major *= 10;
    }
    qint64 largest = 0;
    for (const billing::PeriodFigures &period : periods) {
        largest = std::max({ largest, std::abs(period.opening), std::abs(period.closing) });
    }
    const qint64 mrr = domain::monthlyOf(largest) / major;
    const QString code = currency.toUpper();
    if (mrr < 100'000) {
        return { 12 * major, 0, code };
    }
    if (mrr < 100'000'000) {
        return { 12 * major * 100, 1, Words::tr("%1 thousands").arg(code) };
    }
    return { 12 * major * 100'000, 1, Words::tr("%1 millions").arg(code) };
}

QString cellText(qint64 units, const ShownUnit &unit, bool sign)
{
    if (units == 0 && sign) {
        return u"–"_s;
    }
    const qint64 size = std::abs(units);
    const QString digits = unit.decimals == 0 ? count(size) : tenths(size);
    if (units < 0) {
        return QChar(0x2212) + digits;
    }
    return sign ? u'+' + digits : digits;
}

using Lines = std::array<qint64, charts::movementKinds>;

Lines linesOf(const billing::PeriodFigures &period)
{
    return { period.newBusiness, period.expansion, period.reactivation, period.contraction, period.churn,
        period.fx };
}

charts::MovementColumn movementColumn(
    const billing::PeriodFigures &exact, const billing::PeriodFigures &shown, const ShownUnit &unit)
{
    charts::MovementColumn column;
    column.openingText = cellText(shown.opening, unit, /*sign=*/false);
    column.closingText = cellText(shown.closing, unit, /*sign=*/false);
    const Lines exactLines = linesOf(exact);
    const Lines shownLines = linesOf(shown);
    for (std::size_t kind = 0; kind < charts::movementKinds; ++kind) {
        column.values.at(kind) = domain::monthlyOf(exactLines.at(kind));
        column.texts.at(kind) = cellText(shownLines.at(kind), unit, /*sign=*/true);
    }
    return column;
}

std::pair<qint64, qint64> barExtent(const std::vector<charts::MovementColumn> &columns)
{
    qint64 low = 0;
    qint64 high = 1;
    for (const charts::MovementColumn &column : columns) {
        qint64 gains = 0;
        qint64 losses = 0;
        for (std::size_t kind = 0; kind < static_cast<std::size_t>(charts::MovementKind::Fx); ++kind) {
            (column.values.at(kind) < 0 ? losses : gains) += column.values.at(kind);
        }
        low = std::min(low, losses);
        high = std::max(high, gains);
    }
    return { low, high };
}

QString netNew(const billing::RevenueFigures &revenue)
{
    const MoneyFormat format;
    qint64 net = 0;
    for (const billing::PeriodFigures &period : revenue.periods) {
        net += period.moves();
    }
    const auto shown = [&](qint64 annual) {
        return format.compact(
            money(domain::monthlyOf(annual), revenue.headline.currency), MoneyFormat::Sign::Always);
    };
    QString meta = Words::tr("net new <b>%1</b> in range").arg(shown(net));
    const billing::PeriodFigures &last = revenue.periods.constLast();
    if (last.bucket.running && revenue.periods.size() > 1) {
        meta += Words::tr(" · %1 to date <b>%2</b>")
                    .arg(revenue.range.bucketSize == domain::BucketSize::Month
                            ? items::monthName(last.bucket.from)
                            : shortDay(last.bucket.from),
                        shown(last.moves()));
    }
    return meta;
}

} // namespace

QString rangeName(domain::RangePreset preset)
{
    switch (preset) {
    case domain::RangePreset::Last7Days:
        return Words::tr("7 days");
    case domain::RangePreset::Last30Days:
        return Words::tr("30 days");
    case domain::RangePreset::Last90Days:
        return Words::tr("90 days");
    case domain::RangePreset::Last365Days:
        return Words::tr("365 days");
    case domain::RangePreset::MonthToDate:
        return Words::tr("month to date");
    case domain::RangePreset::QuarterToDate:
        return Words::tr("quarter to date");
    case domain::RangePreset::YearToDate:
        return Words::tr("year to date");
    case domain::RangePreset::LastMonth:
        return Words::tr("last month");
    case domain::RangePreset::LastQuarter:
        return Words::tr("last quarter");
    case domain::RangePreset::LastYear:
        return Words::tr("last year");
    case domain::RangePreset::Last12Months:
        return Words::tr("12 months");
    case domain::RangePreset::All:
        return Words::tr("all time");
    }
    return {};
}

namespace {

QString lineTitle(domain::RangePreset preset)
{
    switch (preset) {
    case domain::RangePreset::Last7Days:
    case domain::RangePreset::Last30Days:
    case domain::RangePreset::Last90Days:
    case domain::RangePreset::Last365Days:
    case domain::RangePreset::Last12Months:
        return Words::tr("MRR over %1").arg(rangeName(preset));
    case domain::RangePreset::MonthToDate:
    case domain::RangePreset::QuarterToDate:
    case domain::RangePreset::YearToDate:
    case domain::RangePreset::LastMonth:
    case domain::RangePreset::LastQuarter:
    case domain::RangePreset::LastYear:
    case domain::RangePreset::All:
        return Words::tr("MRR, %1").arg(rangeName(preset));
    }
    return {};
}

QString comparisonName(const billing::RevenueFigures &revenue)
{
    const domain::RangeChoice &choice = revenue.choice;
    if (revenue.comparison.isEmpty()) {
        return {};
    }
    if (choice.comparison == domain::Comparison::SamePeriodLastYear) {
        return Words::tr("a year before");
    }
    return choice.preset == domain::RangePreset::Last12Months ? Words::tr("previous 12 months")
                                                              : Words::tr("previous period");
}

} // namespace

LineTexts lineTexts(const billing::RevenueFigures &revenue)
{
    LineTexts texts;
    texts.title = lineTitle(revenue.choice.preset);
    texts.period = u"%1 – %2"_s.arg(fullDay(revenue.range.from), fullDay(revenue.range.last));
    texts.comparison = comparisonName(revenue);
    charts::LineChartData &data = texts.data;
    data.columns = columnsOf(revenue.range);
    data.ticks = ticksOf(0, highest(revenue), revenue.headline.currency);
    data.current.reserve(static_cast<std::size_t>(revenue.series.size()));
    for (const billing::SeriesPoint &point : revenue.series) {
        data.current.push_back({ positionOf(revenue.range, point.day), domain::monthlyOf(point.annual),
            point.day.toJulianDay() });
    }
    data.comparison.reserve(static_cast<std::size_t>(revenue.comparison.size()));
    for (const billing::ComparisonPoint &point : revenue.comparison) {
        data.comparison.push_back({ positionOf(revenue.range, point.at), domain::monthlyOf(point.annual) });
    }
    data.facts = factsOf(revenue);
    data.seriesName = Words::tr("MRR");
    data.name = texts.title;
    const Change changed = change(revenue.annualBefore, revenue.annual, Better::Higher);
    data.description
        = Words::tr("%1, now %2%3.")
              .arg(texts.period,
                  MoneyFormat().exact(money(domain::monthlyOf(revenue.annual), revenue.headline.currency)),
                  changed.text.isEmpty() ? QString() : u", "_s + changed.text);
    data.describe = describer(revenue);
    return texts;
}

MovementTexts movementTexts(const billing::RevenueFigures &revenue)
{
    const ShownUnit unit = unitFor(revenue.periods, revenue.headline.currency);
    const QList<billing::PeriodFigures> shown = billing::shownMovements(revenue.periods, unit.annualUnits);
    MovementTexts texts;
    charts::MovementData &data = texts.data;
    const auto columns = columnsOf(revenue.range);
    for (qsizetype i = 0; i < shown.size(); ++i) {
        data.columns.push_back(movementColumn(revenue.periods.at(i), shown.at(i), unit));
        data.columns.back().column = columns.at(static_cast<std::size_t>(i));
    }
    const auto [low, high] = barExtent(data.columns);
    data.ticks = ticksOf(low, high, revenue.headline.currency);
    data.unit = unit.name;
    data.name = Words::tr("MRR movements");
    data.description
        = Words::tr("New, expansion and reactivation above the axis, contraction and churn below it.");
    if (!revenue.headline.converted) {
        data.shown.pop_back(); // without conversion there is no line for rates
    }
    if (!revenue.periods.isEmpty()) {
        texts.meta = netNew(revenue);
    }
    const bool holds = billing::movementsAddUp(revenue);
    texts.badge = holds
        ? widgets::BadgeText{ Words::tr("opening + moves = closing"), u"check"_s, widgets::Tone::Ok }
        : widgets::BadgeText{ Words::tr("does not add up"), u"triangle-alert"_s, widgets::Tone::Danger };
    return texts;
}

} // namespace billhook::overview

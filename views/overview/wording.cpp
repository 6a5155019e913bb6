#include "views/overview/wording.h"

#include "models/items/localetext.h"
#include "services/billing/shownmovements.h"

#include <QStringList>

namespace billhook::overview {

namespace {

using namespace Qt::StringLiterals;

constexpr QChar apostrophe(0x2019);

QString twoDigitYear(QDate day)
{
    return apostrophe + QString::number(day.year()).right(2);
}

} // namespace

domain::Money money(qint64 minor, const QString &currency)
{
    const auto known = domain::Currency::fromCode(currency.toStdString());
    return { minor, known ? *known : *domain::Currency::fromCode("usd") };
}

QString count(qint64 value)
{
    return items::number(value);
}

QString currencyCodes(const QStringList &currencies)
{
    return currencies.join(u", "_s).toUpper();
}

QString notIncluded(const billing::Headline &headline)
{
    return headline.notIncluded.isEmpty()
        ? QString()
        : Words::tr("not included: %1").arg(currencyCodes(headline.notIncluded));
}

QString tenths(qint64 value)
{
    return items::tenths(value);
}

QString shortMonth(QDate day)
{
    return items::monthName(day) + u' ' + twoDigitYear(day);
}

QString bucketLabel(const domain::Bucket &bucket, domain::BucketSize size)
{
    switch (size) {
    case domain::BucketSize::Day:
    case domain::BucketSize::Week:
        return items::shortDay(bucket.from);
    case domain::BucketSize::Month:
        return items::monthName(bucket.from)
            + (bucket.from.month() == 1 ? twoDigitYear(bucket.from) : QString());
    case domain::BucketSize::Quarter:
        return u"Q%1%2"_s.arg((bucket.from.month() + 2) / 3).arg(twoDigitYear(bucket.from));
    case domain::BucketSize::Year:
        return QString::number(bucket.from.year());
    }
    return {};
}

Change change(std::optional<qint64> before, qint64 now, Better better)
{
    const auto perMille = before ? billing::changePerMille(*before, now) : std::nullopt;
    if (!perMille) {
        return {};
    }
    if (*perMille == 0) {
        return { Words::tr("unchanged"), widgets::Direction::Flat, widgets::Tone::Neutral };
    }
    const bool up = *perMille > 0;
    const qint64 size = up ? *perMille : -*perMille;
    const QString percent = tenths(size) + u'%';
    const bool good = up == (better == Better::Higher);
    return { (up ? Words::tr("up %1") : Words::tr("down %1")).arg(percent),
        up ? widgets::Direction::Up : widgets::Direction::Down,
        good ? widgets::Tone::Ok : widgets::Tone::Danger };
}

QString versus(const domain::DateRange &range)
{
    const auto day = range.comparisonDay();
    if (!day) {
        return {};
    }
    return Words::tr("vs %1").arg(range.shift->months >= 12 ? shortMonth(*day) : items::shortDay(*day));
}

} // namespace billhook::overview

#include "models/items/localetext.h"

#include <QRegularExpression>

namespace billhook::items {

using namespace Qt::StringLiterals;

namespace {

bool isEnglish(const QLocale &locale)
{
    return locale.language() == QLocale::English || locale.language() == QLocale::C;
}

// In figures, with the whole year; English names the month, since half of its readers would take 3/4 for
// another day.
QString dayFormat(const QLocale &locale)
{
    if (isEnglish(locale)) {
        return u"d MMM yyyy"_s;
    }
    static const QRegularExpression year(u"y+"_s);
    return locale.dateFormat(QLocale::ShortFormat).replace(year, u"yyyy"_s);
}

// Without the year and what parts it from the rest; a point that belongs to the month stays.
QString shortFormat(const QLocale &locale)
{
    static const QRegularExpression leading(u"^y+[^dM]*"_s);
    static const QRegularExpression trailing(u"[^dM.]*y+.*$"_s);
    return dayFormat(locale).remove(leading).remove(trailing);
}

} // namespace

QLocale shownLocale()
{
    const QLocale locale;
    return locale.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : locale;
}

QString number(qint64 value)
{
    return shownLocale().toString(value);
}

QString tenths(qint64 value)
{
    return number(value / 10) + shownLocale().decimalPoint() + QString::number(value % 10);
}

QString weekday(QDate day)
{
    return shownLocale().dayName(day.dayOfWeek(), QLocale::ShortFormat);
}

QString fullDay(QDate day)
{
    return shownLocale().toString(day, dayFormat(shownLocale()));
}

QString shortDay(QDate day)
{
    return shownLocale().toString(day, shortFormat(shownLocale()));
}

QString monthName(QDate day)
{
    return shownLocale().standaloneMonthName(day.month(), QLocale::ShortFormat);
}

QString dayAndTime(const QDateTime &instant)
{
    return u"%1 %2, %3"_s.arg(
        weekday(instant.date()), shortDay(instant.date()), instant.time().toString(u"HH:mm"_s));
}

QString clockTime(const QDateTime &instant)
{
    return instant.time().toString(u"HH:mm:ss"_s);
}

} // namespace billhook::items

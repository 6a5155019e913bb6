#pragma once

#include <QDate>
#include <QDateTime>
#include <QLocale>
#include <QString>

// Numbers and days as the person's locale writes them: separators and the order of day, month and year are
// the locale's, the words around them are English, as the whole product is.
namespace billhook::items {

QLocale shownLocale();

QString number(qint64 value); // "41,386", "41.386"
QString tenths(qint64 value); // 529 is "52.9", "52,9"; not below zero
QString weekday(QDate day); // "Sat"
QString fullDay(QDate day); // "31 Aug 2026", "31.08.2026", "2026/08/31"
QString shortDay(QDate day); // "31 Aug", "31.08.", "08/31"
QString monthName(QDate day); // "Aug", "8月"
QString dayAndTime(const QDateTime &instant); // "Sat 21 Nov, 12:00"; the zone is the instant's own
QString clockTime(const QDateTime &instant); // "12:04:31"

} // namespace billhook::items

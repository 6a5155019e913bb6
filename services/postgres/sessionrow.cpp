#include "services/postgres/sessionrow.h"

#include <QSqlRecord>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace billhook::postgres {

SessionRow::SessionRow(const QSqlQuery &query)
    : m_query(query)
{
    const QSqlRecord record = query.record();
    for (int column = 0; column < record.count(); ++column) {
        m_columns.push_back(record.fieldName(column).toUtf8());
    }
}

int SessionRow::indexOf(const char *column) const
{
    const auto found = std::find(m_columns.begin(), m_columns.end(), column);
    if (found == m_columns.end()) {
        throw std::logic_error("no column named " + std::string(column));
    }
    return static_cast<int>(found - m_columns.begin());
}

bool SessionRow::isNull(const char *column) const
{
    return m_query.isNull(indexOf(column));
}

qint64 SessionRow::integer(const char *column) const
{
    return m_query.value(indexOf(column)).toLongLong();
}

bool SessionRow::boolean(const char *column) const
{
    return m_query.value(indexOf(column)).toBool();
}

QString SessionRow::text(const char *column) const
{
    return m_query.value(indexOf(column)).toString();
}

QByteArray SessionRow::bytes(const char *column) const
{
    return m_query.value(indexOf(column)).toByteArray();
}

QDateTime SessionRow::instant(const char *column) const
{
    return m_query.value(indexOf(column)).toDateTime().toUTC();
}

QDate SessionRow::date(const char *column) const
{
    return m_query.value(indexOf(column)).toDate();
}

} // namespace billhook::postgres

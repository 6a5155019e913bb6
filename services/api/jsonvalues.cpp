#include "services/api/jsonvalues.h"

#include "services/postgres/session.h"

namespace billhook::api {

QJsonValue textOf(const postgres::Row &row, const char *column)
{
    return row.isNull(column) ? QJsonValue() : QJsonValue(row.text(column));
}

QJsonValue integerOf(const postgres::Row &row, const char *column)
{
    return row.isNull(column) ? QJsonValue() : QJsonValue(row.integer(column));
}

QJsonValue instantOf(const postgres::Row &row, const char *column)
{
    return row.isNull(column) ? QJsonValue() : QJsonValue(row.instant(column).toString(Qt::ISODate));
}

} // namespace billhook::api

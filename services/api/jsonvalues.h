#pragma once

#include <QJsonValue>

namespace billhook::postgres {
class Row;
} // namespace billhook::postgres

namespace billhook::api {

// Columns as api.md writes them; NULL is null.

QJsonValue textOf(const postgres::Row &row, const char *column);
QJsonValue integerOf(const postgres::Row &row, const char *column);
QJsonValue instantOf(const postgres::Row &row, const char *column); ///< "2026-11-30T07:55:43Z"

} // namespace billhook::api

#pragma once

#include "services/postgres/session.h"

#include <QByteArray>
#include <QSqlQuery>

#include <vector>

namespace billhook::postgres {

/** The row a query stands on. */
class SessionRow final : public Row
{
public:
    explicit SessionRow(const QSqlQuery &query);

    bool isNull(const char *column) const override;
    qint64 integer(const char *column) const override;
    bool boolean(const char *column) const override;
    QString text(const char *column) const override;
    QByteArray bytes(const char *column) const override;
    QDateTime instant(const char *column) const override;
    QDate date(const char *column) const override;

private:
    int indexOf(const char *column) const;

    const QSqlQuery &m_query;
    std::vector<QByteArray> m_columns;
};

} // namespace billhook::postgres

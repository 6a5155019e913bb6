#pragma once

#include "models/domain/result.h"
#include "services/postgres/connectionurl.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QVariant>

#include <libpq-fe.h>

#include <chrono>

namespace billhook::postgres {

/** Gives a parsed URL to Qt's driver. Configuration where the driver can't take an option. */
domain::Result<void> configure(QSqlDatabase &database, const ConnectionUrl &url);

/** Who can't wait long for an answer can't wait long for a connection; libpq knows no less than two seconds.
 */
void limitConnecting(ConnectionUrl &url, std::chrono::milliseconds statementTimeout);

/** The libpq connection under an open database; nullptr when the driver is not QPSQL. It stays the driver's.
 */
PGconn *handleOf(const QSqlDatabase &database);

/** Why open() failed after `took`: QPSQL has no SQLSTATE for it, our own connection does. */
domain::Error whyNotOpened(
    const ConnectionUrl &url, std::chrono::steady_clock::duration took, const QSqlError &error);

/** The value as the driver can format it: a QStringList becomes an array literal. */
QVariant bindable(const QVariant &value);

} // namespace billhook::postgres

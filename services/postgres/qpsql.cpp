#include "services/postgres/qpsql.h"

#include "services/postgres/connection.h"
#include "services/postgres/sqlerror.h"

#include <QSqlDriver>
#include <QStringList>

#include <algorithm>

namespace billhook::postgres {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto quickFailure = 2s;

QString quotedOption(const std::string &key, const std::string &value)
{
    QString text = QString::fromStdString(value);
    text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
    return QString::fromStdString(key) + u"='"_s + text + u'\'';
}

} // namespace

Result<void> configure(QSqlDatabase &database, const ConnectionUrl &url)
{
    // QPSQL quotes the first four by itself; in the option text it takes every ';' for a space.
    QStringList options;
    for (const auto &[key, value] : url.parameters()) {
        if (key == "host") {
            database.setHostName(QString::fromStdString(value));
        } else if (key == "user") {
            database.setUserName(QString::fromStdString(value));
        } else if (key == "password") {
            database.setPassword(QString::fromStdString(value));
        } else if (key == "dbname") {
            database.setDatabaseName(QString::fromStdString(value));
        } else if (value.find(';') != std::string::npos) {
            return Error{ ErrorKind::Configuration, "database_url_unreadable",
                "The database URL's option " + key + " must not contain a semicolon.", {} };
        } else {
            options.push_back(quotedOption(key, value));
        }
    }
    database.setConnectOptions(options.join(u' '));
    return {};
}

void limitConnecting(ConnectionUrl &url, std::chrono::milliseconds statementTimeout)
{
    const auto patience
        = std::max<std::chrono::seconds>(2s, std::chrono::ceil<std::chrono::seconds>(statementTimeout));
    if (patience < 5s) {
        url.set("connect_timeout", std::to_string(patience.count()));
    }
}

PGconn *handleOf(const QSqlDatabase &database)
{
    const QVariant handle = database.driver() == nullptr ? QVariant() : database.driver()->handle();
    const QByteArray type = handle.isValid() ? QByteArray(handle.typeName()) : QByteArray();
    if (type != "PGconn*" && type != "pg_conn*") { // Qt 5 named the typedef, Qt 6 the struct
        return nullptr;
    }
    return *static_cast<PGconn *const *>(handle.constData());
}

/** Why a login failed: QPSQL has no SQLSTATE for it, our own connection does. Not asked again when nobody
 * answered. */
Error whyNotOpened(const ConnectionUrl &url, std::chrono::steady_clock::duration took, const QSqlError &error)
{
    if (took < quickFailure) { // else nobody answers, and asking again would only take longer
        const auto again = Connection::open(url, std::chrono::steady_clock::now() + quickFailure);
        if (!again) {
            return again.error();
        }
    }
    return connectError({}, url.shown(), error.databaseText().toStdString());
}

QVariant bindable(const QVariant &value)
{
    if (value.userType() != QMetaType::QStringList) {
        return value;
    }
    QStringList quoted;
    const QStringList items = value.toStringList();
    for (QString item : items) {
        item.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
        quoted.push_back(u'"' + item + u'"');
    }
    return QString(u'{' + quoted.join(u',') + u'}');
}

} // namespace billhook::postgres

#include "services/postgres/changelistener.h"

#include <QSqlDatabase>
#include <QSqlDriver>

#include <utility>

namespace billhook::postgres {

namespace {

const auto channel = QStringLiteral("billhook_changed");

} // namespace

ChangeListener::ChangeListener(ConnectOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{ }

ChangeListener::~ChangeListener() = default;

domain::Result<void> ChangeListener::open()
{
    close();
    auto session = Session::open(m_options);
    if (!session && session.error().kind == domain::ErrorKind::Forbidden) {
        ConnectOptions other = m_options;
        other.group = m_options.group == Group::Finance ? Group::Admin : Group::Finance;
        session = Session::open(other);
    }
    if (!session) {
        return session.error();
    }
    m_session = std::move(session).value();
    QSqlDriver *driver = QSqlDatabase::database(m_session->connectionName(), /*open=*/false).driver();
    connect(driver, &QSqlDriver::notification, this, &ChangeListener::announced);
    if (!driver->subscribeToNotification(channel)) {
        close();
        return domain::Error{ domain::ErrorKind::Unavailable, "listen_failed",
            "The database refused to announce changes.", "LISTEN" };
    }
    return {};
}

void ChangeListener::close()
{
    m_session.reset();
}

domain::Result<QMap<QString, qint64>> ChangeListener::readChanges()
{
    if (!m_session) {
        return domain::Error{ domain::ErrorKind::Unavailable, "not_connected",
            "There is no connection to the database.", "" };
    }
    QMap<QString, qint64> changes;
    auto read = m_session->forEach(QStringLiteral("live/read_changes"), {},
        [&](const Row &row) { changes.insert(row.text("area"), row.integer("seq")); });
    if (!read) {
        return read.error();
    }
    return changes;
}

} // namespace billhook::postgres

#include "services/feed/changelistener.h"

#include "services/postgres/connection.h"
#include "services/postgres/group.h"
#include "services/postgres/statementcatalog.h"

#include <QSocketNotifier>

#include <array>
#include <utility>

namespace billhook::feed {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto patience = 5s; ///< for each call

postgres::Deadline soon()
{
    return std::chrono::steady_clock::now() + patience;
}

} // namespace

ChangeListener::ChangeListener(postgres::ConnectOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{ }

ChangeListener::~ChangeListener() = default;

Result<void> ChangeListener::open()
{
    close();
    auto url = postgres::ConnectionUrl::parse(m_options.url.toStdString());
    if (!url) {
        return url.error();
    }
    url->set("application_name", m_options.applicationName.toStdString());
    auto opened = postgres::Connection::open(*url, soon());
    if (!opened) {
        return opened.error();
    }
    m_connection = std::move(opened).value();
    const auto subscribed = subscribe();
    if (!subscribed) {
        close();
        return subscribed.error();
    }
    m_arrivals = std::make_unique<QSocketNotifier>(m_connection->socket(), QSocketNotifier::Read);
    connect(m_arrivals.get(), &QSocketNotifier::activated, this, &ChangeListener::takeArrivals);
    return {};
}

Result<void> ChangeListener::subscribe()
{
    const postgres::Group other
        = m_options.group == postgres::Group::Finance ? postgres::Group::Admin : postgres::Group::Finance;
    Result<void> done;
    for (const postgres::Group group : std::array{ m_options.group, other }) {
        const auto set = m_connection->execute(std::string("SET ROLE ") + postgres::groupName(group)
                + "; SET statement_timeout = 5000; LISTEN billhook_changed",
            soon());
        done = set ? Result<void>() : postgres::notSetUp(set.error(), postgres::groupName(group));
        if (done || done.error().kind != ErrorKind::Forbidden) {
            break;
        }
    }
    return done;
}

void ChangeListener::close()
{
    m_arrivals.reset(); // before the socket that it watches
    m_connection.reset();
}

bool ChangeListener::isOpen() const
{
    return m_connection != nullptr;
}

void ChangeListener::takeArrivals()
{
    const auto arrived = m_connection->takeNotifications();
    if (!arrived) {
        close();
    }
    if (!arrived || *arrived) {
        Q_EMIT announced();
    }
}

Result<QMap<QString, qint64>> ChangeListener::readChanges()
{
    if (!m_connection) {
        return Error{ ErrorKind::Unavailable, "not_connected", "There is no connection to the database.",
            "" };
    }
    const auto sql = postgres::sqlOf("live/read_changes");
    if (!sql) {
        return sql.error();
    }
    const auto rows = m_connection->execute(*sql, soon());
    if (!rows) {
        close();
        return rows.error();
    }
    QMap<QString, qint64> changes;
    for (int row = 0; row < PQntuples(rows->get()); ++row) {
        changes.insert(QString::fromUtf8(PQgetvalue(rows->get(), row, 0)),
            QByteArray(PQgetvalue(rows->get(), row, 1)).toLongLong());
    }
    return changes;
}

} // namespace billhook::feed

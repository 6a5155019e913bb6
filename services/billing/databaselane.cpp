#include "services/billing/databaselane.h"

#include <QMetaObject>

namespace billhook::billing {

DatabaseLane::DatabaseLane(const QString &name, postgres::ConnectOptions options)
    : m_options(std::move(options))
    , m_thread(name)
{ }

DatabaseLane::~DatabaseLane()
{
    cancelRunning();
    m_thread.run([this] { m_session.reset(); }).waitForFinished();
}

void DatabaseLane::cancelRunning()
{
    if (m_canceller) {
        m_canceller();
    }
}

domain::Error DatabaseLane::canceled()
{
    return { domain::ErrorKind::Timeout, "canceled", "The request was taken back.", {} };
}

domain::Result<postgres::Session *> DatabaseLane::connected()
{
    if (m_session) {
        return m_session.get();
    }
    auto session = openAsAllowed();
    if (!session) {
        Q_EMIT failed(session.error());
        return session.error();
    }
    m_session = std::move(session).value();
    QMetaObject::invokeMethod(
        this, [this, canceller = m_session->canceller()] { m_canceller = canceller; }, Qt::QueuedConnection);
    Q_EMIT opened(
        m_options.group == postgres::Group::Admin ? QStringLiteral("admin") : QStringLiteral("finance"));
    return m_session.get();
}

domain::Result<std::unique_ptr<postgres::Session>> DatabaseLane::openAsAllowed()
{
    m_options.group = postgres::Group::Admin;
    auto session = postgres::Session::open(m_options);
    if (!session && session.error().kind == domain::ErrorKind::Forbidden) {
        m_options.group = postgres::Group::Finance;
        session = postgres::Session::open(m_options);
    }
    return session;
}

void DatabaseLane::dropWhenBroken(const domain::Error &error)
{
    if (error.kind != domain::ErrorKind::Unavailable && !m_session->broken()) {
        return;
    }
    m_session.reset();
    Q_EMIT failed(error);
}

} // namespace billhook::billing

#include "app/desktop/snapshot.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTextStream>

#include <chrono>
#include <cstdio>
#include <utility>

namespace billhook::desktop {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Snapshot::Snapshot(Desktop &desktop, QString file, QObject *parent)
    : QObject(parent)
    , m_desktop(desktop)
    , m_file(std::move(file))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        giveUp(u"The page was not complete within 30 seconds; nothing was written."_s, app::ExitCode::Failed);
    });
    m_deadline.start(30s);
    connect(&m_desktop, &Desktop::progressed, this, &Snapshot::look, Qt::QueuedConnection);
}

void Snapshot::look()
{
    if (m_done) {
        return;
    }
    if (m_desktop.database().state() == billing::Database::State::Offline) {
        const domain::Error &error = m_desktop.database().lastError();
        giveUp(QString::fromStdString(error.message), app::exitCodeOf(error));
        return;
    }
    if (!m_desktop.settled()) {
        return;
    }
    m_done = true;
    if (const QString failure = m_desktop.failure(); !failure.isEmpty()) {
        m_done = false;
        giveUp(failure, app::ExitCode::Failed);
        return;
    }
    // One turn later everything that was set has been laid out.
    QTimer::singleShot(0, this, &Snapshot::write);
}

void Snapshot::write()
{
    if (!m_desktop.window().grab().save(m_file, "PNG")) {
        m_done = false;
        giveUp(u"The picture could not be written to %1."_s.arg(m_file), app::ExitCode::Failed);
        return;
    }
    QCoreApplication::exit(static_cast<int>(app::ExitCode::Done));
}

void Snapshot::giveUp(const QString &reason, app::ExitCode code)
{
    if (!std::exchange(m_done, true)) {
        QTextStream(stderr) << "billhook: " << reason << Qt::endl;
        QCoreApplication::exit(static_cast<int>(code));
    }
}

} // namespace billhook::desktop

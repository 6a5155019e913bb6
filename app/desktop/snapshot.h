#pragma once

#include "app/common/exitcodes.h"
#include "app/desktop/desktop.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace billhook::desktop {

/** Writes a picture of the window once everything on its page has been read, then ends the application with
 * an exit code. */
class Snapshot final : public QObject
{
    Q_OBJECT

public:
    Snapshot(Desktop &desktop, QString file, QObject *parent = nullptr);

private:
    void look();
    void write();
    void giveUp(const QString &reason, app::ExitCode code);

    Desktop &m_desktop;
    QString m_file;
    QTimer m_deadline;
    bool m_done = false;
};

} // namespace billhook::desktop

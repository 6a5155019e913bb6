#pragma once

#include "views/theme/tokens.h"

#include <QObject>

#include <memory>

namespace billhook::concurrency {
class WorkerThread;
} // namespace billhook::concurrency

namespace billhook::theme {

class AppearanceListener;

// Asks the desktop's settings portal whether it is dark, and hears when that changes. Talks to the session
// bus on a thread of its own, so a bus that hangs never holds the window; without a session bus or a portal
// it stays silent.
class AppearancePortal final : public QObject
{
    Q_OBJECT

public:
    explicit AppearancePortal(QObject *parent = nullptr);
    ~AppearancePortal() override;

Q_SIGNALS:
    void schemeReported(billhook::theme::Scheme scheme);

private:
    std::unique_ptr<concurrency::WorkerThread> m_thread;
    AppearanceListener *m_listener{}; // made, used and deleted on the thread
};

} // namespace billhook::theme

#include "views/theme/appearanceportal.h"

#include "services/concurrency/workerthread.h"
#include "views/theme/appearancelistener.h"

namespace billhook::theme {

using namespace Qt::StringLiterals;

AppearancePortal::AppearancePortal(QObject *parent)
    : QObject(parent)
{
    // Without an address libdbus would try to launch a bus.
    if (!qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS")) {
        return;
    }
    m_thread = std::make_unique<concurrency::WorkerThread>(u"appearance"_s);
    m_thread->run([this] {
        m_listener = new AppearanceListener;
        connect(m_listener, &AppearanceListener::preferenceRead, this, [this](uint preference) {
            if (preference != 0) {
                Q_EMIT schemeReported(preference == 1 ? Scheme::Dark : Scheme::Light);
            }
        });
        m_listener->start();
    });
}

AppearancePortal::~AppearancePortal()
{
    if (m_thread != nullptr) {
        m_thread->run([this] { delete m_listener; });
        m_thread.reset();
    }
}

} // namespace billhook::theme

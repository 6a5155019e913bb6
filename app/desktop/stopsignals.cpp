#include "app/desktop/stopsignals.h"

#include <QSocketNotifier>

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

namespace billhook::desktop {

namespace {

int descriptorOfSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : { SIGINT, SIGTERM, SIGHUP }) {
        sigaddset(&signals, number);
    }
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

} // namespace

StopSignals::StopSignals(QObject *parent)
    : QObject(parent)
    , m_descriptor(descriptorOfSignals())
{ }

StopSignals::~StopSignals()
{
    close(m_descriptor);
}

void StopSignals::watch()
{
    auto *notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false); // one is enough
        Q_EMIT stopAsked();
    });
}

} // namespace billhook::desktop

#include "app/common/secrecy.h"
#include "app/daemon/commands.h"
#include "app/daemon/configuration.h"
#include "app/daemon/console.h"
#include "app/daemon/service.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace billhook::daemon {

using app::ExitCode;

namespace {

/** The signals that say something, as a descriptor, blocked in every thread: made before the first thread. */
int signalDescriptor()
{
    sigset_t signals{};
    sigemptyset(&signals);
    for (const int number : { SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2 }) {
        sigaddset(&signals, number);
    }
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/** USR1 and USR2 say nothing here; they must not end the program. */
void obey(int descriptor, Service &service)
{
    signalfd_siginfo told{};
    while (read(descriptor, &told, sizeof told) == static_cast<ssize_t>(sizeof told)) {
        const auto number = static_cast<int>(told.ssi_signo);
        if (number == SIGHUP) {
            service.reload();
        } else if (number == SIGINT || number == SIGTERM) {
            service.stop();
        }
    }
}

/** The usual soft limit of 1,024 is less than the server's connections and the database's together. */
void allowEnoughDescriptors()
{
    constexpr rlim_t wanted = 4'096;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = std::min(wanted, limit.rlim_max);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/** Until SIGINT or SIGTERM. Nothing acknowledged is lost by the stop and no accepted request is dropped. */
ExitCode serve(const Settings &settings)
{
    const int descriptor = signalDescriptor();
    app::keepMemorySecret();
    allowEnoughDescriptors();
    const auto configuration = Configuration::of(settings);
    if (!configuration) {
        return reported(configuration.error());
    }
    auto exit = ExitCode::Done;
    {
        Service service(settings, *configuration);
        QSocketNotifier told(descriptor, QSocketNotifier::Read);
        QObject::connect(&told, &QSocketNotifier::activated, &service, [&] { obey(descriptor, service); });
        QObject::connect(&service, &Service::refused, QCoreApplication::instance(),
            [&exit](const domain::Error &error) { exit = reported(error); });
        QObject::connect(&service, &Service::stopped, QCoreApplication::instance(), &QCoreApplication::quit,
            Qt::QueuedConnection);
        service.begin();
        QCoreApplication::exec();
    }
    close(descriptor);
    return exit;
}

} // namespace

void addServe(Commands &commands)
{
    commands.add("serve", "receives webhooks and projects them", serve);
}

} // namespace billhook::daemon

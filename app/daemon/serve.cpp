#include "app/daemon/serve.h"

#include "app/daemon/databaseaccess.h"
#include "app/daemon/outcome.h"
#include "app/daemon/service.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <iostream>

namespace billhook::app {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

/** SIGINT and SIGTERM as a descriptor, blocked in every thread: made before the first thread. */
int stopSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/** No core file and no debugger of another process may show the secrets held in memory. */
void keepSecretsInMemory()
{
    prctl(PR_SET_DUMPABLE, 0);
    const rlimit none{ 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
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

Result<void> checked(const Settings &settings)
{
    if (!settings.has("STRIPE_WEBHOOK_SECRET")) {
        return Error{ ErrorKind::Configuration, "no_webhook_secret",
            "STRIPE_WEBHOOK_SECRET is not set: without the endpoint's signing secret (whsec_...) no webhook "
            "can be believed. "
            "Copy it from the Stripe Dashboard, Developers, Webhooks.",
            {} };
    }
    return {};
}

} // namespace

int serve(const Settings &settings)
{
    const int signalDescriptor = stopSignals();
    keepSecretsInMemory();
    allowEnoughDescriptors();
    if (auto sound = checked(settings); !sound) {
        return static_cast<int>(reported(sound.error()));
    }
    auto database = DatabaseAccess::open(settings);
    if (!database) {
        return static_cast<int>(reported(database.error()));
    }
    int exit = 0;
    {
        Service service(settings, *database);
        if (auto prepared = service.prepare(); !prepared) {
            exit = static_cast<int>(reported(prepared.error()));
        } else {
            QSocketNotifier stopped(signalDescriptor, QSocketNotifier::Read);
            QObject::connect(&stopped, &QSocketNotifier::activated, &service, [&service] { service.stop(); });
            QObject::connect(&service, &Service::refused, QCoreApplication::instance(),
                [&exit](const domain::Error &error) { exit = static_cast<int>(reported(error)); });
            QObject::connect(&service, &Service::stopped, QCoreApplication::instance(),
                &QCoreApplication::quit, Qt::QueuedConnection);
            service.begin();
            QCoreApplication::exec();
        }
    }
    database->stopIfStarted();
    close(signalDescriptor);
    return exit;
}

} // namespace billhook::app

#include "app/daemon/commandline.h"
#include "app/daemon/commands.h"
#include "app/daemon/doctor.h"
#include "app/daemon/serve.h"

#include <QCoreApplication>

#include <iostream>

namespace {

using namespace billhook::app;

int carryOut(const Invocation &invocation, const Settings &settings)
{
    if (invocation.printConfig) {
        std::cout << settings.print();
        return static_cast<int>(ExitCode::Done);
    }
    const auto &command = invocation.command.front();
    if (command == "serve") {
        return serve(settings);
    }
    if (command == "doctor") {
        return doctor(settings);
    }
    return static_cast<int>(runCommand(invocation, settings));
}

} // namespace

int main(int argc, char **argv)
{
    auto parsed = parseCommandLine(argc, argv);
    if (!parsed.invocation) {
        return static_cast<int>(parsed.exit);
    }
    auto settings = Settings::load(parsed.invocation->sources);
    if (!settings) {
        return static_cast<int>(reported(settings.error()));
    }
    const QCoreApplication application(argc, argv);
    return carryOut(*parsed.invocation, *settings);
}

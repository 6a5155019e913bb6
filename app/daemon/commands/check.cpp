#include "services/truth/check.h"

#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"

#include <iostream>

namespace billhook::daemon {

namespace {

using app::ExitCode;

/** Warnings are no differences: the figures are right as far as what is known goes. */
ExitCode check(const DatabaseAccess &database)
{
    const truth::Check check(database.url().toStdString());
    const auto differences = check.differences();
    if (!differences) {
        return reported(differences.error());
    }
    const auto warnings = check.warnings();
    if (!warnings) {
        return reported(warnings.error());
    }
    for (const auto &warning : *warnings) {
        std::cout << "warning: " << warning << '\n';
    }
    for (const auto &difference : *differences) {
        std::cout << difference << '\n';
    }
    if (!differences->empty()) {
        std::cerr << "billhookd: " << differences->size()
                  << " differences. billhookd replay --all rebuilds everything from the raw events.\n";
        return ExitCode::Failed;
    }
    std::cout << "all invariants hold\n";
    return ExitCode::Done;
}

} // namespace

void addCheck(Commands &commands)
{
    commands.add("check", "verifies the invariants; exit 1 with the differences",
        [](const Settings &settings) { return onDatabase(settings, check); });
}

} // namespace billhook::daemon

#pragma once

#include "app/daemon/commandline.h"
#include "app/daemon/databaseaccess.h"
#include "app/daemon/outcome.h"

namespace billhook::app {

// Tokens and people. What is secret is printed once, alone on a line of standard output, and kept nowhere.

ExitCode createToken(const Invocation &invocation, const DatabaseAccess &database);
ExitCode listTokens(const Invocation &invocation, const DatabaseAccess &database);
ExitCode revokeToken(const Invocation &invocation, const DatabaseAccess &database);
ExitCode addPerson(const Invocation &invocation, const DatabaseAccess &database);
ExitCode listPeople(const Invocation &invocation, const DatabaseAccess &database);
ExitCode removePerson(const Invocation &invocation, const DatabaseAccess &database);

} // namespace billhook::app

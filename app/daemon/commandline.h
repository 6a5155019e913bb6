#pragma once

#include "app/daemon/outcome.h"
#include "app/daemon/settings.h"

#include <optional>
#include <string>
#include <vector>

namespace billhook::app {

/** What the command line asked for, not yet carried out. */
struct Invocation
{
    std::vector<std::string> command; ///< {"directory", "import"}
    SettingSources sources;
    bool printConfig = false;

    std::string name; ///< NAME of token and person
    std::string file; ///< FILE of the imports
    std::string role;
    std::string organization;
    bool superuser = false;
    bool service = false;
    std::optional<int> waitSeconds; ///< digest --wait
    bool mirrorOnly = false;
    bool eventsOnly = false;
    std::string eventId; ///< replay --event
    std::string objectId; ///< replay --object
    bool quarantined = false;
    bool all = false;
};

/** Reads argv, the environment's names and nothing else. A wrong word is said with a suggestion and is
 * ExitCode::Usage. */
struct ParsedCommandLine
{
    std::optional<Invocation> invocation; ///< none: `exit` says how to end
    ExitCode exit = ExitCode::Done;
};

ParsedCommandLine parseCommandLine(int argc, char **argv);

} // namespace billhook::app

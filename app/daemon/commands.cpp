#include "app/daemon/commands.h"

#include "app/daemon/accesscommands.h"
#include "app/daemon/databaseaccess.h"
#include "app/daemon/importcommands.h"
#include "app/daemon/truthcommands.h"

#include <algorithm>
#include <array>
#include <iostream>
#include <string_view>

namespace billhook::app {

namespace {

using Carry = ExitCode (*)(const Invocation &, const DatabaseAccess &);

struct Command
{
    std::string_view words;
    Carry carry;
};

constexpr std::array commands{
    Command{ "directory import", importDirectory },
    Command{ "rates import", importRates },
    Command{ "digest", printDigest },
    Command{ "check", checkInvariants },
    Command{ "replay", replay },
    Command{ "token create", createToken },
    Command{ "token list", listTokens },
    Command{ "token revoke", revokeToken },
    Command{ "person add", addPerson },
    Command{ "person list", listPeople },
    Command{ "person remove", removePerson },
};

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const auto &word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

ExitCode migrate(const DatabaseAccess &database)
{
    auto version = database.migrate();
    if (!version) {
        return reported(version.error());
    }
    std::cout << "database: " << database.url().toStdString() << "\nschema: " << *version << '\n';
    return ExitCode::Done;
}

} // namespace

ExitCode runCommand(const Invocation &invocation, const Settings &settings)
{
    auto database = DatabaseAccess::open(settings);
    if (!database) {
        return reported(database.error());
    }
    const auto words = joined(invocation.command);
    if (words == "migrate") {
        return migrate(*database);
    }
    if (auto current = database->requireCurrentSchema(); !current) {
        return reported(current.error());
    }
    const auto *command = std::find_if(
        commands.begin(), commands.end(), [&](const Command &each) { return each.words == words; });
    return command->carry(invocation, *database);
}

} // namespace billhook::app

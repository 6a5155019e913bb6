#include "app/daemon/commands.h"

#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"

#include <utility>

namespace billhook::daemon {

Commands::Commands(app::CommandLine &line)
    : m_line(line)
{
    for (const auto add : { addServe, addMigrate, addDoctor, addInstallation, addImports, addDigest, addCheck,
             addReplay, addQuarantine, addToken, addPerson, addPlan }) {
        add(*this);
    }
}

app::Options Commands::add(const std::string &words, const std::string &help, Action action)
{
    m_actions.emplace(words, std::move(action));
    const auto space = words.find(' ');
    return space == std::string::npos
        ? m_line.options().command(words, help)
        : m_groups.at(words.substr(0, space)).command(words.substr(space + 1), help);
}

void Commands::group(const std::string &word, const std::string &help)
{
    m_groups.emplace(word, m_line.options().command(word, help));
}

const Action *Commands::find(const std::string &words) const
{
    const auto found = m_actions.find(words);
    return found == m_actions.end() ? nullptr : &found->second;
}

app::ExitCode onDatabase(
    const Settings &settings, const std::function<app::ExitCode(const DatabaseAccess &)> &work)
{
    const auto database = DatabaseAccess::open(settings);
    if (!database) {
        return reported(database.error());
    }
    if (const auto current = database->requireCurrentSchema(); !current) {
        return reported(current.error());
    }
    return work(*database);
}

} // namespace billhook::daemon

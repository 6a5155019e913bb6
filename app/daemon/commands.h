#pragma once

#include "app/common/commandline.h"
#include "app/daemon/settings.h"

#include <functional>
#include <map>
#include <string>

namespace billhook::daemon {

class DatabaseAccess;

/** Carries a command out. Answers go to standard output, what is for the person to standard error. */
using Action = std::function<app::ExitCode(const Settings &)>;

/** Every command of the program: one file each says its words, its options and what it does. */
class Commands final
{
public:
    explicit Commands(app::CommandLine &line);

    /** "directory import"; the word before the last must be a group(). */
    app::Options add(const std::string &words, const std::string &help, Action action);
    void group(const std::string &word, const std::string &help);

    /** What carries these words out; nullptr where nothing was asked for. */
    const Action *find(const std::string &words) const;

private:
    app::CommandLine &m_line;
    std::map<std::string, app::Options> m_groups;
    std::map<std::string, Action> m_actions;
};

/** Runs `work` on the settings' database, whose schema must be this program's. */
app::ExitCode onDatabase(
    const Settings &settings, const std::function<app::ExitCode(const DatabaseAccess &)> &work);

// In the order of --help.
void addServe(Commands &commands);
void addMigrate(Commands &commands);
void addDoctor(Commands &commands);
void addInstallation(Commands &commands);
void addImports(Commands &commands);
void addDigest(Commands &commands);
void addCheck(Commands &commands);
void addReplay(Commands &commands);
void addQuarantine(Commands &commands);
void addToken(Commands &commands);
void addPerson(Commands &commands);
void addPlan(Commands &commands);

} // namespace billhook::daemon

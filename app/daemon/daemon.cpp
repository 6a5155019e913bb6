#include "app/daemon/daemon.h"

#include "app/common/commandline.h"
#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/settings.h"

#include <QCoreApplication>

#include <unistd.h>

#include <iostream>

namespace billhook::daemon {

namespace {

std::map<std::string, std::string> environmentValues()
{
    std::map<std::string, std::string> values;
    for (char **entry = environ; *entry != nullptr; ++entry) {
        const std::string line(*entry);
        const auto equals = line.find('=');
        if (equals != std::string::npos && equals + 1 < line.size()) {
            values.emplace(line.substr(0, equals), line.substr(equals + 1));
        }
    }
    return values;
}

SettingSources surroundings()
{
    SettingSources sources;
    sources.environment = environmentValues();
    if (const auto folder = sources.environment.find("CREDENTIALS_DIRECTORY");
        folder != sources.environment.end()) {
        sources.credentialsFolder = folder->second;
    }
    return sources;
}

/** The options that every command takes, for every setting that has a flag. */
void addSettings(app::Options options, SettingSources &sources)
{
    for (const auto &spec : Settings::specs()) {
        if (!spec.flag.empty()) {
            const std::string flag(spec.flag);
            options
                .text(
                    "--" + flag, [&sources, flag](const std::string &value) { sources.flags[flag] = value; },
                    std::string(spec.help))
                .group("Settings");
        }
    }
    options.text("--config", sources.configPath, "TOML file with settings").group("Settings");
}

} // namespace

app::ExitCode run(int argc, char **argv)
{
    app::CommandLine line(
        "billhookd", "Billhook's daemon: receives Stripe webhooks, projects them, answers for their truth.");
    auto sources = surroundings();
    bool printConfig = false;
    line.options().flag(
        "--print-config", printConfig, "shows every setting, masked, with its origin, and ends");
    addSettings(line.options(), sources);
    const Commands commands(line);
    if (const auto ended = line.read(argc, argv)) {
        return *ended;
    }
    const auto *action = commands.find(line.command());
    if (action == nullptr && !printConfig) {
        std::cerr << line.help();
        return app::ExitCode::Usage;
    }
    const auto settings = Settings::load(sources);
    if (!settings) {
        return reported(settings.error());
    }
    if (printConfig) {
        std::cout << settings->print();
        return app::ExitCode::Done;
    }
    const QCoreApplication application(argc, argv);
    return (*action)(*settings);
}

} // namespace billhook::daemon

#include "app/daemon/commandline.h"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <iostream>

namespace billhook::app {

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

/** The option that every command takes, for every setting that has a flag. */
void addSettings(CLI::App &app, SettingSources &sources)
{
    for (const auto &spec : Settings::specs()) {
        if (!spec.flag.empty()) {
            const std::string flag(spec.flag);
            app.add_option_function<std::string>(
                   "--" + flag, [&sources, flag](const std::string &value) { sources.flags[flag] = value; },
                   std::string(spec.help))
                ->group("Settings");
        }
    }
    app.add_option("--config", sources.configPath, "TOML file with settings")->group("Settings");
}

void addImports(CLI::App &app, Invocation &invocation)
{
    auto *directory
        = app.add_subcommand("directory", "organizations, users, memberships and projects of your SaaS");
    directory->add_subcommand("import", "reads JSON lines; repeating it is safe")
        ->add_option("FILE", invocation.file, "the file")
        ->required();
    auto *rates = app.add_subcommand("rates", "daily exchange rates");
    rates->add_subcommand("import", "reads CSV: date,from,to,rate,source")
        ->add_option("FILE", invocation.file, "the file")
        ->required();
    directory->require_subcommand(1);
    rates->require_subcommand(1);
}

void addTruth(CLI::App &app, Invocation &invocation)
{
    auto *digest = app.add_subcommand(
        "digest", "one line: a hash over the projected state, and the observations in it");
    digest
        ->add_option("--wait", invocation.waitSeconds,
            "first wait until the queue is empty, this many seconds at most")
        ->check(CLI::Range(0, 86'400));
    digest->add_flag("--mirror", invocation.mirrorOnly, "without the revenue history");
    digest->add_flag("--events-only", invocation.eventsOnly, "without observations");
    app.add_subcommand("check", "verifies the invariants; exit 1 with the differences");
    auto *replay = app.add_subcommand("replay", "projects again what is stored");
    auto *what = replay->add_option_group("what");
    what->add_option("--event", invocation.eventId, "one event");
    what->add_option("--object", invocation.objectId, "one object's events");
    what->add_flag("--quarantined", invocation.quarantined, "every event in quarantine");
    what->add_flag("--all", invocation.all, "everything, from the raw events");
    what->require_option(1);
}

void addTokens(CLI::App &app, Invocation &invocation)
{
    auto *token = app.add_subcommand("token", "API tokens");
    auto *create = token->add_subcommand("create", "prints a new token, once");
    create->add_option("--name", invocation.name, "what it is for")->required();
    auto *scope = create->add_option_group("scope");
    scope->add_flag("--superuser", invocation.superuser, "sees everything");
    scope->add_flag("--service", invocation.service, "your SaaS's backend");
    auto *organization
        = scope->add_option("--organization", invocation.organization, "one organization's UUID");
    scope->require_option(1);
    create->add_option("--role", invocation.role, "owner, admin or member")
        ->check(CLI::IsMember({ "owner", "admin", "member" }))
        ->needs(organization);
    token->add_subcommand("list", "every token, without its text");
    token->add_subcommand("revoke", "ends a token by id or name")
        ->add_option("NAME", invocation.name, "id or name")
        ->required();
    token->require_subcommand(1);
}

void addPeople(CLI::App &app, Invocation &invocation)
{
    auto *person = app.add_subcommand("person", "database logins of people");
    auto *add = person->add_subcommand("add", "makes a login and prints its password, once");
    add->add_option("NAME", invocation.name, "the login")->required();
    add->add_option("--role", invocation.role, "finance or admin")
        ->required()
        ->check(CLI::IsMember({ "finance", "admin" }));
    person->add_subcommand("list", "every login of ours");
    person->add_subcommand("remove", "ends a login")
        ->add_option("NAME", invocation.name, "the login")
        ->required();
    person->require_subcommand(1);
}

void addCommands(CLI::App &app, Invocation &invocation)
{
    app.add_subcommand("serve", "receives webhooks and projects them");
    app.add_subcommand("migrate", "brings the schema up to date and prints the database's URL");
    app.add_subcommand("doctor", "checks database, settings, clock and Stripe, and says what to do");
    addImports(app, invocation);
    addTruth(app, invocation);
    addTokens(app, invocation);
    addPeople(app, invocation);
    app.require_subcommand(0, 1);
}

void collectWords(const CLI::App &app, std::vector<std::string> &words)
{
    for (const auto *option : app.get_options()) {
        for (const auto &name : option->get_lnames()) {
            words.push_back("--" + name);
        }
    }
    for (const auto *inner : app.get_subcommands([](const CLI::App *) { return true; })) {
        words.push_back(inner->get_name());
        collectWords(*inner, words);
    }
}

/** Says what is wrong and the nearest word there is. */
ExitCode refused(const CLI::App &app, const CLI::ParseError &failure, int argc, char **argv)
{
    std::cerr << "billhookd: " << failure.what() << '\n';
    std::vector<std::string> known;
    collectWords(app, known);
    for (int index = 1; index < argc; ++index) {
        const std::string full(argv[index]);
        const auto word = full.substr(0, full.find('='));
        const bool wrong = std::string(failure.what()).find(word) != std::string::npos
            && std::find(known.begin(), known.end(), word) == known.end();
        if (const auto near = wrong ? suggestion(word, known) : std::string(); !near.empty()) {
            std::cerr << "Did you mean " << near << "?\n";
            break;
        }
    }
    std::cerr << "billhookd --help shows every command.\n";
    return ExitCode::Usage;
}

void collectCommand(const CLI::App &app, std::vector<std::string> &command)
{
    for (const auto *chosen : app.get_subcommands()) {
        command.push_back(chosen->get_name());
        collectCommand(*chosen, command);
    }
}

} // namespace

ParsedCommandLine parseCommandLine(int argc, char **argv)
{
    ParsedCommandLine parsed;
    Invocation invocation;
    invocation.sources.environment = environmentValues();
    if (const auto folder = invocation.sources.environment.find("CREDENTIALS_DIRECTORY");
        folder != invocation.sources.environment.end()) {
        invocation.sources.credentialsFolder = folder->second;
    }
    CLI::App app(
        "Billhook's daemon: receives Stripe webhooks, projects them, answers for their truth.", "billhookd");
    app.fallthrough();
    app.set_version_flag("--version", "billhookd " BILLHOOK_VERSION);
    app.add_flag(
        "--print-config", invocation.printConfig, "shows every setting, masked, with its origin, and ends");
    addSettings(app, invocation.sources);
    addCommands(app, invocation);
    for (auto *command : app.get_subcommands([](const CLI::App *) { return true; })) {
        command->fallthrough();
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success &help) {
        parsed.exit = static_cast<ExitCode>(app.exit(help));
        return parsed;
    } catch (const CLI::ParseError &failure) {
        parsed.exit = refused(app, failure, argc, argv);
        return parsed;
    }
    collectCommand(app, invocation.command);
    if (invocation.command.empty() && !invocation.printConfig) {
        std::cerr << app.help();
        parsed.exit = ExitCode::Usage;
        return parsed;
    }
    parsed.invocation = std::move(invocation);
    return parsed;
}

} // namespace billhook::app

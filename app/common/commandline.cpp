#include "app/common/commandline.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <numeric>
#include <utility>

namespace billhook::app {

namespace {

std::size_t distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{ 0 });
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < right.size(); ++j) {
            const auto substituted = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({ row[j + 1] + 1, row[j] + 1, substituted });
        }
    }
    return row.back();
}

bool every(const CLI::App * /*command*/)
{
    return true;
}

/** A group of options is a command without a name. */
bool isCommand(const CLI::App *command)
{
    return !command->get_name().empty();
}

void collectWords(const CLI::App &app, std::vector<std::string> &words)
{
    for (const auto *option : app.get_options()) {
        for (const auto &name : option->get_lnames()) {
            words.push_back("--" + name);
        }
    }
    for (const auto *inner : app.get_subcommands(every)) {
        if (isCommand(inner)) {
            words.push_back(inner->get_name());
        }
        collectWords(*inner, words);
    }
}

} // namespace

Options &Options::flag(const std::string &name, bool &into, const std::string &help)
{
    m_last = m_app->add_flag(name, into, help);
    return *this;
}

Options &Options::text(const std::string &name, std::string &into, const std::string &help)
{
    m_last = m_app->add_option(name, into, help);
    return *this;
}

Options &Options::text(
    const std::string &name, const std::function<void(const std::string &)> &take, const std::string &help)
{
    m_last = m_app->add_option_function<std::string>(name, take, help);
    return *this;
}

Options &Options::choice(const std::string &name, std::string &into, const std::vector<std::string> &allowed,
    const std::string &help)
{
    return choice(
        name, [&into](const std::string &value) { into = value; }, allowed, help);
}

Options &Options::choice(const std::string &name, const std::function<void(const std::string &)> &take,
    const std::vector<std::string> &allowed, const std::string &help)
{
    m_last = m_app->add_option_function<std::string>(name, take, help)->check(CLI::IsMember(allowed));
    return *this;
}

Options &Options::checked(const std::string &name,
    const std::function<std::string(const std::string &)> &take, const std::string &help)
{
    m_last = m_app->add_option_function<std::string>(
        name,
        [name, take](const std::string &value) {
            if (const auto wrong = take(value); !wrong.empty()) {
                throw CLI::ValidationError(name, wrong);
            }
        },
        help);
    return *this;
}

Options &Options::whole(const std::string &name, const std::function<void(std::int64_t)> &take, Bounds bounds,
    const std::string &help)
{
    const auto read = [take, bounds](const std::string &text) {
        std::int64_t value = 0;
        const auto *end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, value);
        if (error != std::errc() || stop != end || value < bounds.least || value > bounds.most) {
            return "a whole number from " + std::to_string(bounds.least) + " to "
                + std::to_string(bounds.most) + ", not \"" + text + '"';
        }
        take(value);
        return std::string();
    };
    return checked(name, read, help).standsFor("N");
}

Options &Options::standsFor(const std::string &placeholder)
{
    m_last->type_name(placeholder);
    return *this;
}

Options &Options::required()
{
    m_last->required();
    return *this;
}

Options &Options::needs(const std::string &other)
{
    m_last->needs(m_app->get_option(other));
    return *this;
}

Options &Options::group(const std::string &title)
{
    m_last->group(title);
    return *this;
}

Options &Options::exactlyOneOf(const std::vector<std::string> &names)
{
    auto *group = m_app->add_option_group("one of");
    for (const auto &name : names) {
        group->add_option(m_app->get_option(name));
    }
    group->require_option(1);
    return *this;
}

Options Options::command(const std::string &name, const std::string &help)
{
    m_app->require_subcommand(0, 1);
    auto *inner = m_app->add_subcommand(name, help);
    inner->fallthrough();
    return Options(*inner);
}

CommandLine::CommandLine(const std::string &program, const std::string &purpose)
    : m_program(program)
    , m_app(std::make_unique<CLI::App>(purpose, program))
{
    m_app->set_version_flag("--version", program + " " BILLHOOK_VERSION);
}

CommandLine::~CommandLine() = default;

Options CommandLine::options()
{
    return Options(*m_app);
}

std::optional<ExitCode> CommandLine::read(int argc, const char *const *argv)
{
    try {
        m_app->parse(argc, argv);
    } catch (const CLI::Success &help) {
        return static_cast<ExitCode>(m_app->exit(help));
    } catch (const CLI::ParseError &failure) {
        return refused(failure.what(), argc, argv);
    }
    for (const CLI::App *chosen = m_app.get(); !chosen->get_subcommands(isCommand).empty();) {
        const auto given = chosen->get_subcommands();
        if (given.empty()) {
            return chosen == m_app.get()
                ? std::optional<ExitCode>()
                : refused("A command is missing after " + chosen->get_name(), 0, argv);
        }
        chosen = given.front();
    }
    return std::nullopt;
}

/** Says what is wrong and the nearest word there is. */
ExitCode CommandLine::refused(const std::string &reason, int argc, const char *const *argv) const
{
    std::cerr << m_program << ": " << reason << '\n';
    std::vector<std::string> known;
    collectWords(*m_app, known);
    for (int index = 1; index < argc; ++index) {
        const std::string full(argv[index]);
        const auto word = full.substr(0, full.find('='));
        const bool wrong = reason.find(word) != std::string::npos
            && std::find(known.begin(), known.end(), word) == known.end();
        if (const auto near = wrong ? suggestion(word, known) : std::string(); !near.empty()) {
            std::cerr << "Did you mean " << near << "?\n";
            break;
        }
    }
    std::cerr << m_program << " --help shows what there is.\n";
    return ExitCode::Usage;
}

std::string CommandLine::command() const
{
    std::string words;
    for (auto given = m_app->get_subcommands(); !given.empty(); given = given.front()->get_subcommands()) {
        words += (words.empty() ? "" : " ") + given.front()->get_name();
    }
    return words;
}

std::string CommandLine::help() const
{
    return m_app->help();
}

std::string suggestion(std::string_view word, const std::vector<std::string> &known)
{
    const auto *best = static_cast<const std::string *>(nullptr);
    std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const auto &candidate : known) {
        if (const auto steps = distance(word, candidate); steps < least) {
            least = steps;
            best = &candidate;
        }
    }
    return best == nullptr ? std::string() : *best;
}

} // namespace billhook::app

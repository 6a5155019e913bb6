#pragma once

#include "app/common/exitcodes.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace billhook::app {

/**
 * The options of a program or of one of its commands. Values are written where the caller says, when the line
 * is read; what they are written to must live until then. A name without dashes is an argument by position.
 */
class Options final
{
public:
    explicit Options(CLI::App &app)
        : m_app(&app)
    { }

    Options &flag(const std::string &name, bool &into, const std::string &help);
    Options &text(const std::string &name, std::string &into, const std::string &help);
    Options &text(const std::string &name, const std::function<void(const std::string &)> &take,
        const std::string &help);
    Options &choice(const std::string &name, std::string &into, const std::vector<std::string> &allowed,
        const std::string &help);
    Options &choice(const std::string &name, const std::function<void(const std::string &)> &take,
        const std::vector<std::string> &allowed, const std::string &help);
    template <typename Number>
    Options &number(
        const std::string &name, Number &into, std::int64_t least, std::int64_t most, const std::string &help)
    {
        return whole(
            name, [&into](std::int64_t value) { assign(into, value); }, { least, most }, help);
    }
    /** `take` says what is wrong with the value, or "". */
    Options &checked(const std::string &name, const std::function<std::string(const std::string &)> &take,
        const std::string &help);

    // About the option added last.
    Options &required();
    Options &standsFor(const std::string &placeholder); ///< its value, where --help shows it: "WxH"
    Options &needs(const std::string &other); ///< it is given together with that one only
    Options &group(const std::string &title); ///< under which --help shows it

    Options &exactlyOneOf(const std::vector<std::string> &names);

    /** A command, or a command's command. */
    Options command(const std::string &name, const std::string &help);

private:
    struct Bounds
    {
        std::int64_t least = 0;
        std::int64_t most = 0;
    };

    template <typename Number> static void assign(Number &into, std::int64_t value)
    {
        into = static_cast<Number>(value);
    }
    template <typename Number> static void assign(std::optional<Number> &into, std::int64_t value)
    {
        into = static_cast<Number>(value);
    }
    Options &whole(const std::string &name, const std::function<void(std::int64_t)> &take, Bounds bounds,
        const std::string &help);

    CLI::App *m_app; ///< of the CommandLine
    CLI::Option *m_last = nullptr;
};

/**
 * A program's command line with the manners all programs share: --help, --version, and for a word that is not
 * known the nearest that is, with ExitCode::Usage.
 */
class CommandLine final
{
public:
    CommandLine(const std::string &program, const std::string &purpose);
    CommandLine(const CommandLine &) = delete;
    CommandLine &operator=(const CommandLine &) = delete;
    ~CommandLine();

    Options options(); ///< of the program: every command takes them too

    /** Nothing: the program goes on. Else how it ends; what there is to say has been said. */
    std::optional<ExitCode> read(int argc, const char *const *argv);

    /** The commands that were given, "directory import"; "" without any. */
    std::string command() const;
    std::string help() const;

private:
    ExitCode refused(const std::string &reason, int argc, const char *const *argv) const;

    std::string m_program;
    std::unique_ptr<CLI::App> m_app;
};

/** The nearest of `known` to a mistyped word, or "" when none is near. */
std::string suggestion(std::string_view word, const std::vector<std::string> &known);

} // namespace billhook::app

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace billhook::sandbox {

/** One option a command knows; without a value name it is a switch. */
struct OptionSpec
{
    std::string name; ///< with the dashes
    std::string value; ///< shown in the help; empty: a switch
    std::string help;
};

/** The command line of one command, checked against what the command knows. */
class Arguments final
{
public:
    /** Reads `words`; failure() says what is wrong with them. */
    Arguments(std::vector<OptionSpec> specs, const std::vector<std::string> &words);

    const std::string &failure() const { return m_failure; }
    bool has(const std::string &name) const { return m_values.contains(name); }
    std::string text(const std::string &name, const std::string &otherwise) const;
    /** A whole number between the bounds; anything else is a failure. */
    long long number(const std::string &name, long long otherwise, long long least, long long most);

    std::string help(const std::string &usage) const;

private:
    std::string suggestion(const std::string &word) const;
    const OptionSpec *find(const std::string &name) const;
    void take(const std::vector<std::string> &words, std::size_t &position);

    std::vector<OptionSpec> m_specs;
    std::map<std::string, std::string> m_values;
    std::string m_failure;
};

/** The known word nearest to `word`, if any is near enough to be what was meant. */
std::optional<std::string> nearest(const std::string &word, const std::vector<std::string> &known);

} // namespace billhook::sandbox

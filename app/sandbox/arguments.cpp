#include "app/sandbox/arguments.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

namespace billhook::sandbox {

namespace {

std::size_t editDistance(const std::string &a, const std::string &b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{ 0 });
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
            diagonal = row[j];
            row[j] = std::min({ row[j] + 1, row[j - 1] + 1, replaced });
        }
    }
    return row.back();
}

} // namespace

std::optional<std::string> nearest(const std::string &word, const std::vector<std::string> &known)
{
    std::optional<std::string> best;
    auto least = word.size() / 3 + 2;
    for (const auto &candidate : known) {
        const auto distance = editDistance(word, candidate);
        if (distance < least) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

Arguments::Arguments(std::vector<OptionSpec> specs, const std::vector<std::string> &words)
    : m_specs(std::move(specs))
{
    for (std::size_t position = 0; position < words.size() && m_failure.empty(); ++position) {
        take(words, position);
    }
}

void Arguments::take(const std::vector<std::string> &words, std::size_t &position)
{
    const auto &word = words[position];
    const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    const auto name = word.substr(0, equals);
    const auto *spec = find(name);
    if (spec == nullptr) {
        m_failure = "unknown option " + name + suggestion(name);
    } else if (spec->value.empty()) {
        m_values[name] = "";
        m_failure = equals == std::string::npos ? "" : name + " takes no value";
    } else if (equals != std::string::npos) {
        m_values[name] = word.substr(equals + 1);
    } else if (position + 1 < words.size()) {
        m_values[name] = words[++position];
    } else {
        m_failure = name + " needs " + spec->value;
    }
}

std::string Arguments::text(const std::string &name, const std::string &otherwise) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? otherwise : found->second;
}

long long Arguments::number(const std::string &name, long long otherwise, long long least, long long most)
{
    const auto found = m_values.find(name);
    if (found == m_values.end()) {
        return otherwise;
    }
    const auto &word = found->second;
    long long value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || value < least || value > most) {
        m_failure = name + " must be a whole number from " + std::to_string(least) + " to "
            + std::to_string(most) + ", not \"" + word + "\"";
        return otherwise;
    }
    return value;
}

std::string Arguments::help(const std::string &usage) const
{
    std::string text = usage + "\n\noptions:\n";
    for (const auto &spec : m_specs) {
        const auto left = "  " + spec.name + (spec.value.empty() ? "" : " " + spec.value);
        text += left + std::string(left.size() < 28 ? 28 - left.size() : 1, ' ') + spec.help + "\n";
    }
    return text;
}

std::string Arguments::suggestion(const std::string &word) const
{
    std::vector<std::string> known;
    for (const auto &spec : m_specs) {
        known.push_back(spec.name);
    }
    const auto best = nearest(word, known);
    return best ? ", did you mean " + *best + "?" : "; --help lists them";
}

const OptionSpec *Arguments::find(const std::string &name) const
{
    const auto found = std::find_if(
        m_specs.begin(), m_specs.end(), [&name](const OptionSpec &spec) { return spec.name == name; });
    return found == m_specs.end() ? nullptr : &*found;
}

} // namespace billhook::sandbox

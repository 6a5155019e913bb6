#include "app/daemon/settings.h"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <numeric>
#include <regex>
#include <sstream>

namespace billhook::app {

namespace {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using Values = std::map<std::string, std::string, std::less<>>;

Error configuration(std::string code, std::string message)
{
    return { ErrorKind::Configuration, std::move(code), std::move(message), {} };
}

std::string trimmed(std::string text)
{
    const auto *blank = " \t\r\n";
    text.erase(text.find_last_not_of(blank) + 1);
    text.erase(0, text.find_first_not_of(blank));
    return text;
}

Result<std::string> readSecretFile(const std::string &path, const std::string &name)
{
    std::ifstream file(path, std::ios::binary);
    std::stringstream content;
    content << file.rdbuf();
    if (!file) {
        return configuration("unreadable_file", name + " names " + path + ", which cannot be read.");
    }
    return trimmed(content.str());
}

std::string unquoted(std::string value)
{
    const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'')
        && value.back() == value.front();
    return quoted ? value.substr(1, value.size() - 2) : value;
}

/** NAME=value lines; names that are not ours belong to others and are passed over. */
Values readDotEnv(const std::string &path)
{
    Values values;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        line = trimmed(line);
        if (line.rfind("export ", 0) == 0) {
            line = trimmed(line.substr(7));
        }
        const auto equals = line.find('=');
        if (!line.empty() && line.front() != '#' && equals != std::string::npos) {
            values[trimmed(line.substr(0, equals))] = unquoted(trimmed(line.substr(equals + 1)));
        }
    }
    return values;
}

void flatten(const toml::table &table, const std::string &prefix, Values &into)
{
    for (const auto &[key, node] : table) {
        const auto name = prefix + std::string(key.str());
        if (const auto *inner = node.as_table()) {
            flatten(*inner, name + ".", into);
        } else if (const auto text = node.value<std::string>()) {
            into[name] = *text;
        } else {
            std::ostringstream written;
            node.visit([&](const auto &value) { written << value; });
            into[name] = written.str();
        }
    }
}

Result<Values> readToml(const std::string &path)
{
    Values values;
    if (path.empty()) {
        return values;
    }
    try {
        flatten(toml::parse_file(path), "", values);
    } catch (const toml::parse_error &failure) {
        std::ostringstream where;
        where << failure.source().begin;
        return configuration("bad_config_file",
            "The file " + path + " cannot be read: " + std::string(failure.description()) + " (" + where.str()
                + ").");
    }
    std::vector<std::string> known;
    for (const auto &spec : Settings::specs()) {
        known.emplace_back(spec.key);
        known.emplace_back(std::string(spec.key) + "_file");
    }
    for (const auto &[key, value] : values) {
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            const auto near = suggestion(key, known);
            std::string told("The file ");
            told.append(path).append(" holds the unknown key \"").append(key).append("\".");
            if (!near.empty()) {
                told.append(" Did you mean \"").append(near).append("\"?");
            }
            return configuration("unknown_key", told);
        }
    }
    return values;
}

/** NAME, or the content of the file that NAME_FILE names, out of one map of names. */
Result<std::optional<SettingValue>> fromNames(
    const Values &names, const std::string &name, const std::string &fileSuffix, const std::string &origin)
{
    const auto direct = names.find(name);
    const auto byFile = names.find(name + fileSuffix);
    if (direct != names.end() && byFile != names.end()) {
        return configuration(
            "given_twice", "Both " + name + " and " + name + fileSuffix + " are set; keep one of them.");
    }
    if (direct != names.end()) {
        return std::optional(SettingValue{ direct->second, origin + " " + name });
    }
    if (byFile == names.end()) {
        return std::optional<SettingValue>();
    }
    auto content = readSecretFile(byFile->second, name + fileSuffix);
    if (!content) {
        return content.error();
    }
    return std::optional(SettingValue{ *content, origin + " " + name + fileSuffix });
}

std::optional<SettingValue> fromCredential(const std::string &folder, const std::string &name)
{
    if (folder.empty() || !std::ifstream(folder + "/" + name)) {
        return std::nullopt;
    }
    auto content = readSecretFile(folder + "/" + name, name);
    return content ? std::optional(SettingValue{ *content, "credential " + name }) : std::nullopt;
}

struct Layers
{
    Values environment;
    Values dotEnv;
    Values toml;
};

Result<SettingValue> resolve(const SettingSpec &spec, const SettingSources &sources, const Layers &layers)
{
    if (const auto flag = sources.flags.find(std::string(spec.flag));
        !spec.flag.empty() && flag != sources.flags.end()) {
        return SettingValue{ flag->second, "flag --" + std::string(spec.flag) };
    }
    const std::string name(spec.environment);
    auto environment = fromNames(layers.environment, name, "_FILE", "environment");
    if (!environment || *environment) {
        return environment ? Result<SettingValue>(**environment) : environment.error();
    }
    if (auto credential = fromCredential(sources.credentialsFolder, name)) {
        return *credential;
    }
    auto dotEnv = fromNames(layers.dotEnv, name, "_FILE", ".env");
    if (!dotEnv || *dotEnv) {
        return dotEnv ? Result<SettingValue>(**dotEnv) : dotEnv.error();
    }
    auto file = fromNames(layers.toml, std::string(spec.key), "_file", "file " + sources.configPath);
    if (!file || *file) {
        return file ? Result<SettingValue>(**file) : file.error();
    }
    return SettingValue{ std::string(spec.defaultValue), "default" };
}

std::string maskedUrl(const std::string &value)
{
    static const std::regex userPassword("(://[^:/@]*):[^@]*@");
    static const std::regex parameter("(password=)[^&]*", std::regex::icase);
    return std::regex_replace(std::regex_replace(value, userPassword, "$1:***@"), parameter, "$1***");
}

std::size_t distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{ 0 });
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < right.size(); ++j) {
            const auto substituted = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({ row[j + 1] + 1, row[j] + 1, substituted });
        }
    }
    return row.back();
}

} // namespace

const std::vector<SettingSpec> &Settings::specs()
{
    static const std::vector<SettingSpec> all{
        { "home", "BILLHOOK_HOME", "home", "", "folder that keeps everything of a run" },
        { "database_url", "BILLHOOK_DATABASE_URL", "database-url", "",
            "postgresql:// URL; unset: a private cluster under the home" },
        { "listen", "BILLHOOK_LISTEN", "listen", "127.0.0.1:8080",
            "HOST:PORT to serve on; port 0: any free one" },
        { "trusted_proxies", "BILLHOOK_TRUSTED_PROXIES", "trusted-proxies", "",
            "comma-separated addresses of reverse proxies" },
        { "metrics_token", "BILLHOOK_METRICS_TOKEN", "", "", "bearer token for /health and /metrics", true },
        { "company", "BILLHOOK_COMPANY", "company", "", "the company's name, written once" },
        { "zone", "BILLHOOK_ZONE", "zone", "", "reporting time zone (IANA name), written once" },
        { "currency", "BILLHOOK_CURRENCY", "currency", "", "reporting currency, written once" },
        { "demo", "BILLHOOK_DEMO", "demo", "", "1: this database holds the demo company, written once" },
        { "stripe.secret_key", "STRIPE_SECRET_KEY", "", "",
            "Stripe secret or restricted key; unset: receive only", true },
        { "stripe.publishable_key", "STRIPE_PUBLISHABLE_KEY", "", "", "Stripe publishable key", true },
        { "stripe.webhook_secret", "STRIPE_WEBHOOK_SECRET", "", "",
            "signing secrets, comma-separated while one is rolled", true },
        { "stripe.api_base", "STRIPE_API_BASE", "stripe-api-base", "https://api.stripe.com",
            "plain http only for loopback" },
    };
    return all;
}

Result<Settings> Settings::load(const SettingSources &sources)
{
    auto toml = readToml(sources.configPath);
    if (!toml) {
        return toml.error();
    }
    const Layers layers{ { sources.environment.begin(), sources.environment.end() },
        readDotEnv(sources.dotEnvPath), *toml };
    Settings settings;
    for (const auto &spec : specs()) {
        auto value = resolve(spec, sources, layers);
        if (!value) {
            return value.error();
        }
        settings.m_values.emplace(spec.environment, *value);
    }
    return settings;
}

const std::string &Settings::get(std::string_view environmentName) const
{
    return m_values.find(environmentName)->second.value;
}

bool Settings::has(std::string_view environmentName) const
{
    return !get(environmentName).empty();
}

std::string Settings::print() const
{
    std::string lines;
    for (const auto &spec : specs()) {
        const auto &[value, origin] = m_values.find(spec.environment)->second;
        const auto shown = value.empty() ? std::string("(unset)")
            : spec.secret                ? std::string("***")
                                         : maskedUrl(value);
        lines.append(spec.environment).append(" = ").append(shown).append("  (").append(origin).append(")\n");
    }
    return lines;
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

#include "app/daemon/settings.h"

#include "app/common/commandline.h"
#include "services/postgres/connectionurl.h"

#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace billhook::daemon {

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

/** The whole of a small file; a folder, a device or more than 64 KiB is no setting. A pipe may be. */
Result<std::string> readSmallFile(const std::string &path, const std::string &name)
{
    constexpr std::size_t most = 65'536;
    std::error_code unknown;
    const auto kind = std::filesystem::status(path, unknown).type();
    const bool readable
        = kind == std::filesystem::file_type::regular || kind == std::filesystem::file_type::fifo;
    std::string content(most + 1, '\0');
    std::ifstream file;
    if (readable) {
        file.open(path, std::ios::binary);
        file.read(content.data(), static_cast<std::streamsize>(content.size()));
    }
    if (!readable || !file.is_open() || file.bad()) {
        return configuration("unreadable_file", name + " names " + path + ", which cannot be read.");
    }
    content.resize(static_cast<std::size_t>(file.gcount()));
    if (content.size() > most) {
        return configuration("file_too_large", name + " names " + path + ", which is larger than 64 KiB.");
    }
    return content;
}

Result<std::string> readSecretFile(const std::string &path, const std::string &name)
{
    auto content = readSmallFile(path, name);
    return content ? Result<std::string>(trimmed(*content)) : content;
}

bool isThere(const std::string &path)
{
    std::error_code unknown;
    return std::filesystem::exists(std::filesystem::status(path, unknown));
}

/** A value as a shell would take it: quotes go, and so does a comment behind a bare one. */
std::string valueOf(const std::string &text)
{
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
        const auto end = text.find(text.front(), 1);
        const auto rest = end == std::string::npos ? std::string() : trimmed(text.substr(end + 1));
        if (end != std::string::npos && (rest.empty() || rest.front() == '#')) {
            return text.substr(1, end - 1);
        }
        return text;
    }
    const auto comment = std::min(text.find(" #"), text.find("\t#"));
    return trimmed(text.substr(0, comment));
}

/** Whether nobody but this account and root could have written there. */
bool isOurs(const std::string &path)
{
    struct stat found = {};
    return stat(path.c_str(), &found) == 0 && (found.st_uid == geteuid() || found.st_uid == 0)
        && (found.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/** Whoever can lay a file where a program is started would choose its database and its keys. */
Result<void> checkOwnership(const std::string &path)
{
    const auto folder = std::filesystem::path(path).parent_path();
    if (isOurs(folder.empty() ? "." : folder.string()) && isOurs(path)) {
        return {};
    }
    return configuration("foreign_env_file",
        "There is a .env here that others could have written: it or its folder belongs to another account or "
        "can be "
        "written by others. Nothing was read. Start in another folder, or run: chmod go-w . .env");
}

/** NAME=value lines; names that are not ours belong to others and are passed over. */
Result<Values> readDotEnv(const std::string &path)
{
    Values values;
    if (!isThere(path)) {
        return values;
    }
    if (const auto owned = checkOwnership(path); !owned) {
        return owned.error();
    }
    auto content = readSmallFile(path, "The working folder");
    if (!content) {
        return content.error();
    }
    std::istringstream file(*content);
    for (std::string line; std::getline(file, line);) {
        line = trimmed(line);
        if (line.rfind("export ", 0) == 0) {
            line = trimmed(line.substr(7));
        }
        const auto equals = line.find('=');
        if (!line.empty() && line.front() != '#' && equals != std::string::npos) {
            values[trimmed(line.substr(0, equals))] = valueOf(trimmed(line.substr(equals + 1)));
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
    const auto text = readSmallFile(path, "--config");
    if (!text) {
        return text.error();
    }
    try {
        flatten(toml::parse(*text, path), "", values);
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
            const auto near = app::suggestion(key, known);
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

Result<std::optional<SettingValue>> fromCredential(const std::string &folder, const std::string &name)
{
    const auto path = folder + "/" + name;
    if (folder.empty() || !isThere(path)) {
        return std::optional<SettingValue>();
    }
    auto content = readSecretFile(path, "The credential " + name);
    if (!content) {
        return content.error();
    }
    return std::optional(SettingValue{ *content, "credential " + name });
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
    auto credential = fromCredential(sources.credentialsFolder, name);
    if (!credential || *credential) {
        return credential ? Result<SettingValue>(**credential) : credential.error();
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

/** What a command line says is seen by everybody on this machine. */
Result<void> checkFlags(const SettingSources &sources)
{
    const auto url = sources.flags.find("database-url");
    if (url == sources.flags.end() || postgres::ConnectionUrl::masked(url->second) == url->second) {
        return {};
    }
    return configuration("password_on_command_line",
        "--database-url holds a password, which every account of this machine can read there. Set "
        "BILLHOOK_DATABASE_URL or BILLHOOK_DATABASE_URL_FILE instead, or leave the password to ~/.pgpass.");
}

std::string shown(const SettingSpec &spec, const std::string &value)
{
    if (value.empty()) {
        return "(unset)";
    }
    if (spec.secret) {
        return "***";
    }
    return spec.environment == "BILLHOOK_DATABASE_URL" ? postgres::ConnectionUrl::masked(value) : value;
}

} // namespace

const std::vector<SettingSpec> &Settings::specs()
{
    static const std::vector<SettingSpec> all{
        { "home", "BILLHOOK_HOME", "home", "", "folder that keeps everything of a run" },
        { "database_url", "BILLHOOK_DATABASE_URL", "database-url", "",
            "postgresql:// URL; unset: a private cluster under the home" },
        { "wait_for_database", "BILLHOOK_WAIT_FOR_DATABASE", "wait-for-database", "60",
            "seconds that serve waits at its start for a database that is away" },
        { "listen", "BILLHOOK_LISTEN", "listen", "127.0.0.1:8080",
            "HOST:PORT to serve on; port 0: any free one" },
        { "rate", "BILLHOOK_RATE", "rate", "",
            "requests a second that one API token may send; unset: any number" },
        { "trusted_proxies", "BILLHOOK_TRUSTED_PROXIES", "trusted-proxies", "",
            "comma-separated addresses of reverse proxies" },
        { "metrics_token", "BILLHOOK_METRICS_TOKEN", "", "", "bearer token for /health and /metrics", true },
        { "company", "BILLHOOK_COMPANY", "company", "", "the company's name, written once" },
        { "zone", "BILLHOOK_ZONE", "zone", "", "reporting time zone (IANA name) of a new database" },
        { "currency", "BILLHOOK_CURRENCY", "currency", "", "reporting currency of a new database" },
        { "profile", "BILLHOOK_PROFILE", "profile", "",
            "what counts as recurring revenue in a new database: stripe-default or net" },
        { "demo", "BILLHOOK_DEMO", "demo", "", "1: this database holds the demo company, written once" },
        { "stripe.secret_key", "STRIPE_SECRET_KEY", "", "",
            "Stripe secret or restricted key; unset: receive only", true },
        { "stripe.publishable_key", "STRIPE_PUBLISHABLE_KEY", "", "", "Stripe publishable key", true },
        { "stripe.webhook_secret", "STRIPE_WEBHOOK_SECRET", "", "",
            "signing secrets, comma-separated while one is rolled", true },
        { "stripe.api_base", "STRIPE_API_BASE", "stripe-api-base", "https://api.stripe.com",
            "plain http only for loopback" },
        { "stripe.live_key_to_foreign_host", "STRIPE_LIVE_KEY_TO_FOREIGN_HOST", "", "",
            "1: a live key may go to an API base that is not Stripe's" },
    };
    return all;
}

Result<Settings> Settings::load(const SettingSources &sources)
{
    if (const auto checked = checkFlags(sources); !checked) {
        return checked.error();
    }
    auto toml = readToml(sources.configPath);
    if (!toml) {
        return toml.error();
    }
    auto dotEnv = readDotEnv(sources.dotEnvPath);
    if (!dotEnv) {
        return dotEnv.error();
    }
    const Layers layers{ { sources.environment.begin(), sources.environment.end() }, *dotEnv, *toml };
    Settings settings;
    settings.m_sources = sources;
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
        lines.append(spec.environment)
            .append(" = ")
            .append(shown(spec, value))
            .append("  (")
            .append(origin)
            .append(")\n");
    }
    return lines;
}

} // namespace billhook::daemon

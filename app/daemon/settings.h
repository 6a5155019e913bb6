#pragma once

#include "models/domain/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::daemon {

/** One setting the programs know: its names in every source, and whether its value may ever be shown. */
struct SettingSpec
{
    std::string_view key; ///< in the TOML file, dotted
    std::string_view environment; ///< also with _FILE, as a systemd credential and in .env
    std::string_view
        flag; ///< long option without dashes; empty for secrets, which never stand on a command line
    std::string_view defaultValue;
    std::string_view help;
    bool secret = false;
};

/** Where a value came from, for --print-config. */
struct SettingValue
{
    std::string value;
    std::string
        origin; ///< "flag --listen", "environment BILLHOOK_LISTEN", ".env", "file /etc/x.toml", "default"
};

/** Everything the settings are read from; tests and main fill it. */
struct SettingSources
{
    std::map<std::string, std::string> flags; ///< by long option
    std::map<std::string, std::string> environment;
    std::string credentialsFolder; ///< $CREDENTIALS_DIRECTORY, may be empty
    std::string dotEnvPath = ".env";
    std::string configPath; ///< TOML; empty: none
};

/** The resolved settings. Precedence: flags, environment, NAME_FILE, credential, .env, file, default. */
class Settings final
{
public:
    static const std::vector<SettingSpec> &specs();

    /** Configuration on an unknown key, an unreadable file or a value given in two forms at once. */
    static domain::Result<Settings> load(const SettingSources &sources);

    /** The same sources as they are now: files and credentials may have changed. */
    domain::Result<Settings> again() const { return load(m_sources); }

    const std::string &get(std::string_view environmentName) const;
    bool has(std::string_view environmentName) const;

    /** One line a setting, `NAME = value  (origin)`; secrets and passwords in URLs are masked. */
    std::string print() const;

private:
    SettingSources m_sources;
    std::map<std::string, SettingValue, std::less<>> m_values;
};

} // namespace billhook::daemon

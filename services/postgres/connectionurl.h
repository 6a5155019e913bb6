#pragma once

#include "models/domain/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace billhook::postgres {

/**
 * A database URL as libpq understands it, with our defaults (connect_timeout, keepalives, UTF-8) where the
 * URL is silent; several hosts mean whichever of them takes changes (target_session_attrs=read-write). What
 * decides where and how it connects is judged as libpq would resolve it (environment and service files, too):
 * a host reached over a network must ask for sslmode=verify-full; sockets and loopback need no TLS.
 */
class ConnectionUrl final
{
public:
    /** Configuration when libpq can't read it or it would send data or a password over a network unprotected.
     */
    static domain::Result<ConnectionUrl> parse(const std::string &url);

    void set(const std::string &key, const std::string &value);
    std::string get(std::string_view key) const; ///< "" when not set

    /** Keyword and value, without those that are empty; never to be logged (holds the password). */
    const std::vector<std::pair<std::string, std::string>> &parameters() const { return m_parameters; }

    bool hasPassword() const { return m_hasPassword; } ///< in the URL, its service or the environment

    /** One URL for each host in the list, in its order. */
    std::vector<ConnectionUrl> hosts() const;

    /** The same again as a URL, with all that was added to it. */
    std::string text() const;

    /** A URL for people's eyes: as it is where it holds no secret, else with *** in their place, and not at
     * all where libpq can't read it: then nobody can tell what is one. */
    static std::string masked(const std::string &url);

    /** "user@host:port/dbname" for messages and logs, without secrets. */
    std::string shown() const;

private:
    ConnectionUrl() = default;
    std::vector<std::pair<std::string, std::string>> m_parameters;
    bool m_hasPassword = false;
};

} // namespace billhook::postgres

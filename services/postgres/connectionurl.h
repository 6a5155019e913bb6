#pragma once

#include "models/domain/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace billhook::postgres {

/**
 * A database URL as libpq understands it, with our defaults (connect_timeout, keepalives, UTF-8) where the
 * URL is silent; several hosts mean whichever of them takes changes (target_session_attrs=read-write). A host
 * reached over a network must ask for sslmode=verify-full; sockets and loopback need no TLS.
 */
class ConnectionUrl final
{
public:
    /** Configuration when libpq can't read it or it would send data over a network unprotected. */
    static domain::Result<ConnectionUrl> parse(const std::string &url);

    void set(const std::string &key, const std::string &value);
    std::string get(std::string_view key) const; ///< "" when not set

    /** Keyword and value, without those that are empty; never to be logged (holds the password). */
    const std::vector<std::pair<std::string, std::string>> &parameters() const { return m_parameters; }

    /** One URL for each host in the list, in its order. */
    std::vector<ConnectionUrl> hosts() const;

    /** "user@host:port/dbname" for messages and logs, without secrets. */
    std::string shown() const;

private:
    ConnectionUrl() = default;
    std::vector<std::pair<std::string, std::string>> m_parameters;
};

} // namespace billhook::postgres

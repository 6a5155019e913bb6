#include "services/postgres/transportpolicy.h"

#include "services/postgres/connectionurl.h"

#include <arpa/inet.h>
#include <libpq-fe.h>

#include <algorithm>

namespace billhook::postgres {

namespace {

constexpr int knowsRequireAuth = 160'000; ///< version of libpq

domain::Error misconfigured(std::string code, std::string message)
{
    return { domain::ErrorKind::Configuration, std::move(code), std::move(message), {} };
}

/** Only what can't be anything else: a name that begins with 127. is whatever a name server says. */
bool isLoopbackAddress(const std::string &text)
{
    in_addr four{};
    in6_addr six{};
    if (::inet_pton(AF_INET, text.c_str(), &four) == 1) {
        return (ntohl(four.s_addr) >> 24U) == 127U;
    }
    return ::inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six) != 0;
}

bool staysOnThisMachine(const ConnectionUrl &host)
{
    const std::string address = host.get("hostaddr"); // wins over the name
    if (!address.empty()) {
        return isLoopbackAddress(address);
    }
    const std::string name = host.get("host");
    return name.empty() || name.front() == '/' || name.front() == '@' || name == "localhost"
        || isLoopbackAddress(name);
}

/** TLS below 1.2 is broken; libpq's own default is 1.2. */
bool isOldTls(const std::string &version)
{
    return version == "TLSv1" || version == "TLSv1.1";
}

/** Without channel binding the server chooses how the password is asked for, and may ask for it as it is. */
domain::Result<void> holdLogin(ConnectionUrl &url)
{
    if (url.get("channel_binding") == "require") {
        return {};
    }
    if (PQlibVersion() >= knowsRequireAuth) {
        if (url.get("require_auth").empty()) {
            url.set("require_auth", "scram-sha-256");
        }
        if (url.get("require_auth") == "scram-sha-256") {
            return {};
        }
    } else if (!url.hasPassword()) {
        url.set("passfile", "/nonexistent"); // nor one that lies in a file
        return {};
    }
    return misconfigured("database_password_exposed",
        "The database URL turns channel binding off, so that a server could ask for the password in "
        "cleartext. "
        "Leave channel_binding out (require is the default over networks); without it only "
        "require_auth=scram-sha-256 (libpq 16 or newer) or a login without a password is possible.");
}

} // namespace

domain::Result<void> holdToTransportPolicy(ConnectionUrl &url)
{
    const auto hosts = url.hosts();
    const auto exposed = std::find_if_not(hosts.begin(), hosts.end(), staysOnThisMachine);
    if (exposed == hosts.end()) {
        return {};
    }
    if (url.get("sslmode") != "verify-full") {
        const std::string name = exposed->get("host");
        return misconfigured("database_tls_required",
            "The database at " + (name.empty() ? exposed->get("hostaddr") : name)
                + " is reached over a network, so its URL must say sslmode=verify-full (and sslrootcert=... "
                  "where "
                  "its certificate's issuer is not in ~/.postgresql/root.crt).");
    }
    if (isOldTls(url.get("ssl_min_protocol_version")) || isOldTls(url.get("ssl_max_protocol_version"))) {
        return misconfigured("database_tls_required",
            "The database URL allows TLS below 1.2. Leave ssl_min_protocol_version and "
            "ssl_max_protocol_version out.");
    }
    url.set("gssencmode", "disable"); // it would come before TLS, and nobody would look at the certificate
    if (url.get("channel_binding").empty()) {
        url.set("channel_binding", "require");
    }
    return holdLogin(url);
}

} // namespace billhook::postgres

#include "services/postgres/connectionurl.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

namespace billhook::postgres {

namespace {

domain::Error misconfigured(std::string code, std::string message)
{
    return { domain::ErrorKind::Configuration, std::move(code), std::move(message), {} };
}

std::vector<std::string> split(const std::string &list)
{
    std::vector<std::string> parts;
    std::size_t start = 0;
    for (std::size_t comma = list.find(','); comma != std::string::npos; comma = list.find(',', start)) {
        parts.push_back(list.substr(start, comma - start));
        start = comma + 1;
    }
    parts.push_back(list.substr(start));
    return parts;
}

bool staysOnThisMachine(const std::string &host)
{
    return host.empty() || host.front() == '/' || host.front() == '@' || host == "localhost" || host == "::1"
        || host.starts_with("127.");
}

/** The host that is really connected to: hostaddr wins over host. */
bool staysOnThisMachine(const ConnectionUrl &url)
{
    const std::string address = url.get("hostaddr");
    const std::vector<std::string> hosts = split(address.empty() ? url.get("host") : address);
    return std::all_of(
        hosts.begin(), hosts.end(), [](const std::string &host) { return staysOnThisMachine(host); });
}

void setDefault(ConnectionUrl &url, const std::string &key, const std::string &value)
{
    if (url.get(key).empty()) {
        url.set(key, value);
    }
}

} // namespace

domain::Result<ConnectionUrl> ConnectionUrl::parse(const std::string &url)
{
    char *problem = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(url.c_str(), &problem), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> problemOwner(problem, &PQfreemem);
    if (!options || url.find('\0') != std::string::npos) {
        // libpq's text may quote the password, so it is not passed on.
        return misconfigured("database_url_unreadable",
            "The database URL can't be read. It looks like "
            "postgresql://user@host:5432/database?sslmode=verify-full "
            "(BILLHOOK_DATABASE_URL); special characters in it are percent-encoded.");
    }
    ConnectionUrl parsed;
    for (const PQconninfoOption *option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr && *option->val != '\0') {
            parsed.m_parameters.emplace_back(option->keyword, option->val);
        }
    }
    if (!staysOnThisMachine(parsed)) {
        if (parsed.get("sslmode") != "verify-full") {
            return misconfigured("database_tls_required",
                "The database at " + parsed.get("host")
                    + " is reached over a network, so its URL must say sslmode=verify-full (and "
                      "sslrootcert=... where "
                      "its certificate's issuer is not in ~/.postgresql/root.crt).");
        }
        setDefault(parsed, "gssencmode", "disable");
    }
    const bool several = parsed.hosts().size() > 1;
    if (several) {
        // A host list names one cluster: whoever takes changes is meant, whichever machine that is by now.
        setDefault(parsed, "target_session_attrs", "read-write");
    }
    setDefault(parsed, "connect_timeout", several ? "3" : "5"); // for each host
    setDefault(parsed, "keepalives_idle", "10");
    setDefault(parsed, "keepalives_interval", "3");
    setDefault(parsed, "keepalives_count", "3");
    setDefault(parsed, "tcp_user_timeout", "10000");
    parsed.set("client_encoding", "UTF8");
    return parsed;
}

void ConnectionUrl::set(const std::string &key, const std::string &value)
{
    const auto found = std::find_if(m_parameters.begin(), m_parameters.end(),
        [&](const auto &parameter) { return parameter.first == key; });
    if (found == m_parameters.end()) {
        m_parameters.emplace_back(key, value);
    } else {
        found->second = value;
    }
}

std::string ConnectionUrl::get(std::string_view key) const
{
    const auto found = std::find_if(m_parameters.begin(), m_parameters.end(),
        [&](const auto &parameter) { return parameter.first == key; });
    return found == m_parameters.end() ? std::string() : found->second;
}

std::vector<ConnectionUrl> ConnectionUrl::hosts() const
{
    const std::vector<std::string> names = split(get("host"));
    const std::vector<std::string> addresses = split(get("hostaddr"));
    const std::vector<std::string> ports = split(get("port"));
    const std::size_t count = std::max(names.size(), addresses.size());
    const auto part = [](const std::vector<std::string> &list, std::size_t index) {
        return list.size() == 1 ? list.front() : index < list.size() ? list[index] : std::string();
    };
    std::vector<ConnectionUrl> each(count, *this);
    for (std::size_t index = 0; index < count && count > 1; ++index) {
        each[index].set("host", part(names, index));
        each[index].set("hostaddr", part(addresses, index));
        each[index].set("port", part(ports, index));
    }
    return each;
}

std::string ConnectionUrl::shown() const
{
    std::string text = get("user");
    if (!text.empty()) {
        text += '@';
    }
    const std::string host = get("host");
    text += host.empty() ? get("hostaddr") : host;
    const std::string port = get("port");
    if (!port.empty()) {
        text += ':' + port;
    }
    return text + '/' + get("dbname");
}

} // namespace billhook::postgres

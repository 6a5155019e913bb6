#include "services/postgres/connectionurl.h"

#include "services/postgres/effectiveoptions.h"
#include "services/postgres/transportpolicy.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>

namespace billhook::postgres {

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

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

/** Judged by us, so what libpq would take from elsewhere is written out. */
constexpr std::array judged{ "host", "hostaddr", "port", "sslmode", "gssencmode", "channel_binding",
    "require_auth", "ssl_min_protocol_version", "ssl_max_protocol_version", "target_session_attrs" };

/** What libpq is built with means that nobody has said anything. */
bool isBuiltIn(const std::string &key, const std::string &value)
{
    static const std::map<std::string, std::string, std::less<>> builtIn{ { "port", "5432" },
        { "sslmode", "prefer" }, { "gssencmode", "prefer" }, { "channel_binding", "prefer" },
        { "ssl_min_protocol_version", "TLSv1.2" }, { "target_session_attrs", "any" } };
    const auto found = builtIn.find(key);
    return found != builtIn.end() && found->second == value;
}

std::string percentEncoded(const std::string &text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-_.~/,:@*"; // beside letters and digits
    std::string encoded;
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        const bool word
            = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
        if (word || plain.find(character) != std::string_view::npos) {
            encoded += character;
        } else {
            encoded.append({ '%', digits[byte >> 4U], digits[byte & 15U] });
        }
    }
    return encoded;
}

void setDefault(ConnectionUrl &url, const std::string &key, const std::string &value)
{
    if (url.get(key).empty()) {
        url.set(key, value);
    }
}

/** What the text itself sets; nothing where libpq can't read it. */
std::optional<Parameters> writtenIn(const std::string &url)
{
    char *problem = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(url.c_str(), &problem), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> problemOwner(problem, &PQfreemem);
    if (!options || url.find('\0') != std::string::npos) {
        return std::nullopt;
    }
    Parameters written;
    for (const PQconninfoOption *option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr && *option->val != '\0') {
            written.emplace_back(option->keyword, option->val);
        }
    }
    return written;
}

/** A socket of Linux's abstract kind begins with one. */
bool hasAtInHost(const std::string &hosts)
{
    const auto names = split(hosts);
    return std::any_of(names.begin(), names.end(),
        [](const std::string &name) { return name.find('@', 1) != std::string::npos; });
}

std::string urlOf(const Parameters &parameters)
{
    std::string text = "postgresql:///";
    char mark = '?';
    for (const auto &[key, value] : parameters) {
        if (!value.empty()) {
            text.append(1, mark).append(percentEncoded(key)).append(1, '=').append(percentEncoded(value));
            mark = '&';
        }
    }
    return text;
}

} // namespace

domain::Result<ConnectionUrl> ConnectionUrl::parse(const std::string &url)
{
    auto written = writtenIn(url);
    if (!written) {
        // libpq's text may quote the password, so it is not passed on.
        return misconfigured("database_url_unreadable",
            "The database URL can't be read. It looks like "
            "postgresql://user@host:5432/database?sslmode=verify-full "
            "(BILLHOOK_DATABASE_URL); special characters in it are percent-encoded.");
    }
    ConnectionUrl parsed;
    parsed.m_parameters = std::move(*written);
    if (hasAtInHost(parsed.get("host"))) { // what stands before it is the rest of a password
        return misconfigured("database_url_unreadable",
            "The database URL has an @ too many: in a password it is written %40.");
    }
    const auto effective = effectiveOptions(parsed.m_parameters);
    if (!effective) {
        return misconfigured("database_url_unreadable",
            "The database URL names a service (service=..., PGSERVICE) that is in no service file.");
    }
    parsed.m_hasPassword = effective->contains("password");
    for (const char *key : judged) {
        const auto found = effective->find(key);
        if (found != effective->end() && parsed.get(key).empty() && !isBuiltIn(key, found->second)) {
            parsed.set(key, found->second);
        }
    }
    if (const auto held = holdToTransportPolicy(parsed); !held) {
        return held.error();
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

std::string ConnectionUrl::text() const
{
    return urlOf(m_parameters);
}

std::string ConnectionUrl::masked(const std::string &url)
{
    auto written = writtenIn(url);
    if (!written) {
        return "(unreadable)";
    }
    bool secret = false;
    for (auto &[key, value] : *written) {
        if (key == "host" && value.find('@') != std::string::npos) {
            return "(unreadable)"; // of a password with a raw @ the rest stands in the host's place
        }
        if (key == "port" && value.find_first_not_of("0123456789,") != std::string::npos) {
            return "(unreadable)"; // where a URL lacks its host, the password stands in the port's place
        }
        if (key == "password" || key == "sslpassword") {
            value = "***";
            secret = true;
        }
    }
    return secret ? urlOf(*written) : url;
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

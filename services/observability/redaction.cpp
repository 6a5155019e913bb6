#include "services/observability/redaction.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace billhook::observability {

namespace {

constexpr std::string_view mask = "***";

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isSecretChar(char c)
{
    return isAlphanumeric(c) || c == '_' || c == '-' || c == '+' || c == '/' || c == '=';
}

bool isValueChar(char c)
{
    constexpr std::string_view ends = " \t\r\n\"'&;,<>";
    return ends.find(c) == std::string_view::npos;
}

bool isMailChar(char c)
{
    constexpr std::string_view extra = ".!#$%&'*+-/=?^_`{|}~";
    return isAlphanumeric(c) || static_cast<unsigned char>(c) >= 0x80U
        || extra.find(c) != std::string_view::npos;
}

bool startsWithIgnoringCase(std::string_view text, std::string_view lowerCase)
{
    return text.size() >= lowerCase.size()
        && std::equal(
            lowerCase.begin(), lowerCase.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

template <typename Predicate> std::size_t runLength(std::string_view text, Predicate predicate)
{
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), predicate) - text.begin());
}

/** How much to keep and how much to mask at this place. */
struct Match
{
    std::size_t keep = 0;
    std::size_t hide = 0;
};

std::optional<Match> matchToken(std::string_view text)
{
    constexpr std::array<std::string_view, 4> prefixes = { "whsec_", "sk_", "rk_", "bh_" };
    for (const auto prefix : prefixes) {
        if (text.starts_with(prefix)) {
            const auto rest = runLength(text.substr(prefix.size()), isSecretChar);
            if (rest > 0) {
                return Match{ prefix.size(), rest };
            }
        }
    }
    return {};
}

std::optional<Match> matchCredentials(std::string_view text)
{
    constexpr std::array<std::string_view, 2> schemes = { "bearer ", "basic " };
    for (const auto scheme : schemes) {
        if (startsWithIgnoringCase(text, scheme)) {
            return Match{ scheme.size(), runLength(text.substr(scheme.size()), isValueChar) };
        }
    }
    return {};
}

/** The length of a quoted value up to its closing quote; a backslash guards the next character. */
std::size_t quotedLength(std::string_view value, char quote)
{
    std::size_t length = 0;
    while (length < value.size() && value[length] != quote) {
        length += value[length] == '\\' ? 2U : 1U;
    }
    return std::min(length, value.size());
}

/** name=value, name: value, "name":"value" and name = 'value'; quotes stay. */
std::optional<Match> matchNamedValue(std::string_view text)
{
    constexpr std::array<std::string_view, 4> names = { "password", "passwd", "sslpassword", "secret" };
    const auto found = std::find_if(names.begin(), names.end(),
        [text](std::string_view name) { return startsWithIgnoringCase(text, name); });
    if (found == names.end()) {
        return {};
    }
    std::size_t at = found->size();
    const auto skip = [text, &at](std::string_view set) {
        const auto begin = at;
        at = std::min(text.find_first_not_of(set, at), text.size());
        return at > begin;
    };
    skip("\" ");
    if (!skip("=:")) {
        return {};
    }
    skip(" ");
    const char quote = at < text.size() ? text[at] : ' ';
    if (quote == '\'' || quote == '"') {
        return Match{ at + 1, quotedLength(text.substr(at + 1), quote) };
    }
    return Match{ at, runLength(text.substr(at), isValueChar) };
}

/** "://user:password@": the password is what stands between the first colon and the last @ of the authority.
 */
std::optional<Match> matchUrl(std::string_view text)
{
    if (!text.starts_with("://")) {
        return {};
    }
    const auto authority = text.substr(
        3, runLength(text.substr(3), [](char c) { return c != '/' && c != '?' && isValueChar(c); }));
    const auto colon = authority.find(':');
    const auto at = authority.rfind('@');
    if (colon == std::string_view::npos || at == std::string_view::npos || colon > at) {
        // A password with a raw slash ends the authority early: mask up to a later @ all the same.
        const auto rest = text.substr(3, runLength(text.substr(3), isValueChar));
        const auto farAt = rest.rfind('@');
        const auto nearColon = rest.find(':');
        if (at != std::string_view::npos || farAt == std::string_view::npos || nearColon > farAt) {
            return {};
        }
        return Match{ 3 + nearColon + 1, farAt - nearColon - 1 };
    }
    return Match{ 3 + colon + 1, at - colon - 1 };
}

std::optional<Match> matchAt(std::string_view text, bool atWordStart)
{
    if (text.front() == ':') {
        return matchUrl(text);
    }
    if (!atWordStart) {
        return {};
    }
    if (const auto token = matchToken(text)) {
        return token;
    }
    if (const auto credentials = matchCredentials(text)) {
        return credentials;
    }
    return matchNamedValue(text);
}

/** At an @: drops all but the first character of what came before it, if this looks like an address. */
void maskMailbox(std::string &out, std::string_view rest)
{
    const auto domain
        = runLength(rest.substr(1), [](char c) { return isAlphanumeric(c) || c == '.' || c == '-'; });
    const bool dotted = rest.substr(1, domain).find('.') != std::string_view::npos;
    const auto local
        = static_cast<std::size_t>(std::find_if_not(out.rbegin(), out.rend(), isMailChar) - out.rbegin());
    if (dotted && local > 0) {
        out.resize(out.size() - local + 1);
        out += mask;
    }
}

} // namespace

std::string redact(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const bool atWordStart = i == 0 || !isAlphanumeric(text[i - 1]);
        if (const auto match = matchAt(text.substr(i), atWordStart); match && match->hide > 0) {
            out.append(text.substr(i, match->keep)).append(mask);
            i += match->keep + match->hide;
            continue;
        }
        if (text[i] == '@') {
            maskMailbox(out, text.substr(i));
        }
        out += text[i];
        ++i;
    }
    return out;
}

bool isSecretName(std::string_view name)
{
    constexpr std::array<std::string_view, 8> parts
        = { "password", "passwd", "secret", "token", "authorization", "signature", "api_key", "cookie" };
    std::string lowered(name);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
    return std::any_of(parts.begin(), parts.end(),
        [&lowered](std::string_view part) { return lowered.find(part) != std::string::npos; });
}

} // namespace billhook::observability

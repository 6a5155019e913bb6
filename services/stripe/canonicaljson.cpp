#include "services/stripe/canonicaljson.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace billhook::stripe {

namespace {

constexpr std::string_view hexDigits = "0123456789abcdef";

bool isEscaped(char character)
{
    return static_cast<unsigned char>(character) < 0x20U || character == '"' || character == '\\';
}

void appendEscaped(std::string &out, char character)
{
    const auto code = static_cast<unsigned char>(character);
    if (code == 0) {
        out.append("\xEF\xBF\xBD");
    } else if (code < 0x20U) {
        out.append("\\u00");
        out.push_back(hexDigits[code >> 4U]);
        out.push_back(hexDigits[code & 0xFU]);
    } else {
        out.push_back('\\');
        out.push_back(character);
    }
}

void appendString(std::string &out, std::string_view text)
{
    out.push_back('"');
    const auto *rest = text.begin();
    while (rest != text.end()) {
        const auto *const special = std::find_if(rest, text.end(), isEscaped);
        out.append(rest, special);
        rest = special;
        if (rest != text.end()) {
            appendEscaped(out, *rest++);
        }
    }
    out.push_back('"');
}

void appendValue(std::string &out, JsonView value);

void appendMembers(std::string &out, JsonView value, bool named)
{
    for (std::size_t index = 0; index < value.size(); ++index) {
        if (index > 0) {
            out.push_back(',');
        }
        const auto member = value.at(index);
        if (named) {
            appendString(out, member.key());
            out.push_back(':');
        }
        appendValue(out, member);
    }
}

void appendValue(std::string &out, JsonView value)
{
    switch (value.kind()) {
    case JsonKind::Missing:
    case JsonKind::Null:
        out.append("null");
        break;
    case JsonKind::Boolean:
    case JsonKind::Number:
        out.append(value.text());
        break;
    case JsonKind::String:
        appendString(out, value.text());
        break;
    case JsonKind::Array:
        out.push_back('[');
        appendMembers(out, value, /*named=*/false);
        out.push_back(']');
        break;
    case JsonKind::Object:
        out.push_back('{');
        appendMembers(out, value, /*named=*/true);
        out.push_back('}');
        break;
    }
}

/** The end of the quoted string that starts at `at`, behind its closing quote. */
std::size_t endOfString(std::string_view text, std::size_t at)
{
    ++at;
    while (at < text.size() && text[at] != '"') {
        at += text[at] == '\\' ? 2U : 1U;
    }
    return at + 1;
}

/** The end of the value that starts at `at`: where the comma or bracket behind it stands. */
std::size_t endOfValue(std::string_view text, std::size_t at)
{
    int depth = 0;
    while (at < text.size()) {
        const char character = text[at];
        if (character == '"') {
            at = endOfString(text, at);
            continue;
        }
        if (character == '{' || character == '[') {
            ++depth;
        } else if (depth > 0 && (character == '}' || character == ']')) {
            --depth;
        } else if (depth == 0 && (character == ',' || character == '}' || character == ']')) {
            break;
        }
        ++at;
    }
    return at;
}

} // namespace

std::string canonicalText(JsonView value)
{
    std::string out;
    appendValue(out, value);
    return out;
}

std::string canonicalString(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 2);
    appendString(out, text);
    return out;
}

std::string plainText(std::string_view canonical)
{
    if (canonical.size() < 2 || canonical.front() != '"') {
        return std::string(canonical);
    }
    const auto inner = canonical.substr(1, canonical.size() - 2);
    std::string out;
    out.reserve(inner.size());
    for (std::size_t at = 0; at < inner.size(); ++at) {
        if (inner[at] != '\\') {
            out.push_back(inner[at]);
            continue;
        }
        ++at;
        if (at < inner.size() && inner[at] == 'u' && at + 4 < inner.size()) {
            unsigned code = 0;
            std::from_chars(inner.data() + at + 1, inner.data() + at + 5, code, 16);
            out.push_back(static_cast<char>(code));
            at += 4;
        } else if (at < inner.size()) {
            out.push_back(inner[at]);
        }
    }
    return out;
}

std::string stateText(const domain::State &state)
{
    std::string out = "{";
    for (const auto &[field, raw] : state.fields) {
        if (out.size() > 1) {
            out.push_back(',');
        }
        appendString(out, field);
        out.push_back(':');
        out.append(raw);
    }
    out.push_back('}');
    return out;
}

domain::State stateFromText(std::string_view text)
{
    constexpr std::size_t usual = 24;
    domain::State state;
    state.fields.reserve(usual);
    std::size_t at = 1;
    while (at < text.size() && text[at] == '"') {
        const auto nameEnd = endOfString(text, at);
        const auto valueEnd = endOfValue(text, nameEnd + 1);
        state.fields.insertOrAssign(std::string(text.substr(at + 1, nameEnd - at - 2)),
            std::string(text.substr(nameEnd + 1, valueEnd - nameEnd - 1)));
        at = valueEnd + 1;
    }
    return state;
}

} // namespace billhook::stripe

#include "services/events/envelope.h"

#include "services/stripe/jsontext.h"

#include <openssl/evp.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <exception>

namespace billhook::events {

namespace {

constexpr std::size_t maxNesting = 64;
constexpr std::size_t maxTextBytes = 255;
constexpr std::int64_t latestSecond = 253'402'300'799; ///< the end of the year 9999

/** A short name as Stripe uses them; anything else is not worth keeping beside the raw bytes. */
bool isName(std::string_view text)
{
    return !text.empty() && text.size() <= maxTextBytes
        && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

std::string readName(const simdjson::dom::object &object, std::string_view key)
{
    std::string_view text;
    if (object.at_key(key).get(text) != simdjson::SUCCESS || !isName(text)) {
        return {};
    }
    return std::string(text);
}

std::optional<std::int64_t> readCreated(const simdjson::dom::object &object)
{
    const auto value = object.at_key("created");
    std::int64_t seconds = 0;
    if (value.get(seconds) != simdjson::SUCCESS) {
        std::string_view text;
        if (value.get(text) != simdjson::SUCCESS) {
            return {};
        }
        return parseInstant(text);
    }
    return seconds < 0 || seconds > latestSecond ? std::nullopt : std::optional(seconds);
}

/** The deepest nesting of objects and arrays in a text that may or may not be JSON. */
std::size_t nestingOf(std::string_view text)
{
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            i += c == '\\' ? 1U : 0U;
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

/**
 * Parses with what simdjson calls a depth: containers nested as deep as `depth` are refused, unless the
 * innermost is empty. The result lives in the parser.
 */
simdjson::error_code parse(
    simdjson::dom::parser &parser, std::string_view body, std::size_t depth, simdjson::dom::object &object)
{
    const auto capacity = std::max<std::size_t>(body.size(), 16U << 10U);
    if (parser.capacity() < capacity || parser.max_depth() != depth) {
        if (const auto error = parser.allocate(capacity, depth); error != simdjson::SUCCESS) {
            return error;
        }
    }
    return parser.parse(body.data(), body.size(), true).get(object);
}

Envelope readFields(const simdjson::dom::object &object)
{
    Envelope envelope;
    envelope.id = readName(object, "id");
    envelope.type = readName(object, "type");
    envelope.created = readCreated(object);
    envelope.apiVersion = readName(object, "api_version");
    envelope.account = readName(object, "account");
    envelope.thin = readName(object, "object") == "v2.core.event";
    bool livemode = false;
    if (object.at_key("livemode").get(livemode) == simdjson::SUCCESS) {
        envelope.livemode = livemode;
    }
    return envelope;
}

Envelope read(std::string_view bytes)
{
    std::string kept;
    const auto body = stripe::readableText(bytes, kept);
    // Worth keeping between events and not thread-safe. Its buffers never shrink; a body of 1 MiB makes them
    // some 14 MiB.
    thread_local simdjson::dom::parser parser;
    simdjson::dom::object object;
    auto error = parse(parser, body, maxNesting, object);
    if (error == simdjson::DEPTH_ERROR && nestingOf(body) <= maxNesting) {
        error = parse(parser, body, maxNesting + 1, object);
    }
    return error == simdjson::SUCCESS ? readFields(object) : Envelope();
}

/** Reads exactly `digits` digits at the front and drops them. */
bool takeNumber(std::string_view &text, std::size_t digits, int &number)
{
    const auto field = text.substr(0, digits);
    const bool plain = field.size() == digits
        && std::all_of(field.begin(), field.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (plain) {
        std::from_chars(field.data(), field.data() + field.size(), number);
        text.remove_prefix(digits);
    }
    return plain;
}

bool take(std::string_view &text, std::string_view oneOf)
{
    if (text.empty() || oneOf.find(text.front()) == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/** Seconds east of UTC from "Z", "+01:00" or "-0530"; nothing when that is not all that is left. */
std::optional<int> takeOffset(std::string_view text)
{
    if (text == "Z" || text == "z") {
        return 0;
    }
    const int sign = text.starts_with('-') ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!take(text, "+-") || !takeNumber(text, 2, hours)) {
        return {};
    }
    take(text, ":");
    if (!takeNumber(text, 2, minutes) || !text.empty() || hours > 23 || minutes > 59) {
        return {};
    }
    return sign * (hours * 3600 + minutes * 60);
}

} // namespace

std::optional<std::int64_t> parseInstant(std::string_view text)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!takeNumber(text, 4, year) || !take(text, "-") || !takeNumber(text, 2, month) || !take(text, "-")
        || !takeNumber(text, 2, day) || !take(text, "Tt") || !takeNumber(text, 2, hour) || !take(text, ":")
        || !takeNumber(text, 2, minute) || !take(text, ":") || !takeNumber(text, 2, second)) {
        return {};
    }
    if (take(text, ".")) {
        text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
    }
    const auto offset = takeOffset(text);
    const std::chrono::year_month_day date{ std::chrono::year(year),
        std::chrono::month(static_cast<unsigned>(month)), std::chrono::day(static_cast<unsigned>(day)) };
    if (!offset || !date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 60) {
        return {};
    }
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t instant
        = days * 86'400 + std::int64_t{ hour } * 3'600 + std::int64_t{ minute } * 60 + second - *offset;
    return instant < 0 ? std::nullopt : std::optional(instant);
}

Envelope readEnvelope(std::string_view body) noexcept
{
    try {
        return read(body);
    } catch (const std::exception &) {
        return {}; // out of memory: the caller quarantines the body, which keeps every byte
    }
}

std::string digestName(std::string_view body)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(body.data(), body.size(), digest.data(), &size, EVP_sha256(), nullptr);
    std::string name = "sha256:";
    for (unsigned i = 0; i < size; ++i) {
        name += digits[digest.at(i) >> 4U];
        name += digits[digest.at(i) & 0xFU];
    }
    return name;
}

} // namespace billhook::events

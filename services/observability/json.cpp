#include "services/observability/json.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>

namespace billhook::observability {

namespace {

/** Whether a sequence that starts with these two bytes is neither overlong, a surrogate nor past U+10FFFF. */
bool startsCodePoint(unsigned lead, unsigned second)
{
    const bool overlong = (lead == 0xE0U && second < 0xA0U) || (lead == 0xF0U && second < 0x90U);
    const bool outside = (lead == 0xEDU && second > 0x9FU) || (lead == 0xF4U && second > 0x8FU);
    return !overlong && !outside;
}

/** The length of the valid UTF-8 sequence at the start of `text`; 0 when there is none. */
std::size_t sequenceLength(std::string_view text)
{
    const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = at(0);
    if (lead < 0x80U) {
        return 1;
    }
    const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
    if (lead < 0xC2U || lead > 0xF4U || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    return startsCodePoint(lead, at(1)) ? length : 0;
}

void appendEscaped(std::string &out, char c)
{
    switch (c) {
    case '"':
    case '\\':
        out += '\\';
        out += c;
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20U || byte == 0x7FU) {
        constexpr std::string_view digits = "0123456789abcdef";
        out += "\\u00";
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    } else {
        out += c;
    }
}

} // namespace

void appendJsonString(std::string &out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        const auto length = sequenceLength(text);
        if (length == 1) {
            appendEscaped(out, text.front());
        } else if (length == 0) {
            out += "\xEF\xBF\xBD";
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

std::string formatInstant(std::int64_t milliseconds)
{
    const std::chrono::sys_time<std::chrono::milliseconds> instant{ std::chrono::milliseconds(milliseconds) };
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(instant - day);
    std::array<char, 64> text{};
    const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
        int{ date.year() }, unsigned{ date.month() }, unsigned{ date.day() },
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return { text.data(), static_cast<std::size_t>(size) };
}

} // namespace billhook::observability

#include "services/http/responsewriter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace billhook::http {

namespace {

bool isSafe(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20U && byte != 0x7FU;
    });
}

void appendNumber(std::string &out, std::size_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void appendHeader(std::string &out, std::string_view name, std::string_view value)
{
    if (!name.empty() && isSafe(name) && isSafe(value)) {
        out.append(name).append(": ").append(value).append("\r\n");
    }
}

void appendTwoDigits(std::string &out, unsigned number)
{
    out += static_cast<char>('0' + number / 10 % 10);
    out += static_cast<char>('0' + number % 10);
}

/** A problem names the request it is about: what its body ends with instead of its brace; "" for others. */
std::string endOf(const Response &response, std::string_view requestId)
{
    const bool open = response.contentType == problemType && response.body.ends_with('}');
    if (requestId.empty() || !open) {
        return {};
    }
    std::string end = R"(,"request_id":)";
    appendJsonString(end, requestId);
    return end + '}';
}

} // namespace

void writeResponse(const Response &response, const ResponseFraming &framing, std::string &out)
{
    const auto end = endOf(response, framing.requestId);
    const auto body = std::string_view(response.body).substr(0, response.body.size() - (end.empty() ? 0 : 1));
    out.clear();
    out.reserve(320 + body.size() + end.size());
    out += "HTTP/1.1 ";
    appendNumber(out, static_cast<std::size_t>(std::clamp(response.status, 100, 999)));
    out.append(" ").append(reasonOf(response.status)).append("\r\n");
    appendHeader(out, "Date", framing.date);
    if (!response.contentType.empty()) {
        appendHeader(out, "Content-Type", response.contentType);
    }
    if (response.status != 204 && response.status != 304) {
        out += "Content-Length: ";
        appendNumber(out, body.size() + end.size());
        out += "\r\n";
    }
    out += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
    if (!framing.requestId.empty()) {
        appendHeader(out, "X-Request-Id", framing.requestId);
    }
    for (const auto &[name, value] : response.headers) {
        appendHeader(out, name, value);
    }
    out += framing.close ? "Connection: close\r\n\r\n" : "\r\n";
    if (!framing.omitBody && response.status != 204 && response.status != 304) {
        out.append(body).append(end);
    }
}

std::string formatHttpDate(std::int64_t seconds)
{
    constexpr std::array<std::string_view, 7> days = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    constexpr std::array<std::string_view, 12> months
        = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    const std::chrono::sys_seconds instant{ std::chrono::seconds(seconds) };
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(instant - day);
    std::string out(days.at(std::chrono::weekday(day).c_encoding()));
    out += ", ";
    appendTwoDigits(out, unsigned{ date.day() });
    out.append(" ").append(months.at(unsigned{ date.month() } - 1)).append(" ");
    appendNumber(out, static_cast<std::size_t>(int{ date.year() }));
    out += ' ';
    appendTwoDigits(out, static_cast<unsigned>(time.hours().count()));
    out += ':';
    appendTwoDigits(out, static_cast<unsigned>(time.minutes().count()));
    out += ':';
    appendTwoDigits(out, static_cast<unsigned>(time.seconds().count()));
    out += " GMT";
    return out;
}

} // namespace billhook::http

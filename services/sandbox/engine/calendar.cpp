#include "services/sandbox/engine/calendar.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace billhook::sandbox {

namespace {

std::chrono::year_month_day civil(Seconds instant)
{
    const auto days = instant >= 0 ? instant / dayLength : (instant - dayLength + 1) / dayLength;
    return { std::chrono::sys_days(std::chrono::days(days)) };
}

Seconds secondsOf(const std::chrono::year_month_day &date)
{
    return std::chrono::sys_days(date).time_since_epoch().count() * dayLength;
}

Seconds timeOfDay(Seconds instant)
{
    return ((instant % dayLength) + dayLength) % dayLength;
}

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count)
{
    if (from + count > text.size()) {
        return std::nullopt;
    }
    int value = 0;
    for (const char c : text.substr(from, count)) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<Seconds> parseTime(std::string_view text)
{
    if (text.size() < 6 || text.front() != 'T' || text.back() != 'Z' || text[3] != ':') {
        return std::nullopt;
    }
    const bool withSeconds = text.size() == 10 && text[6] == ':';
    if (!withSeconds && text.size() != 7) {
        return std::nullopt;
    }
    const auto hours = digits(text, 1, 2);
    const auto minutes = digits(text, 4, 2);
    const auto seconds = withSeconds ? digits(text, 7, 2) : std::optional<int>(0);
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59) {
        return std::nullopt;
    }
    return *hours * hourLength + *minutes * minuteLength + *seconds;
}

} // namespace

Date dateOf(Seconds instant)
{
    const auto date = civil(instant);
    return Date{ static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
        static_cast<int>(static_cast<unsigned>(date.day())) };
}

Seconds startOf(const Date &date)
{
    return secondsOf(std::chrono::year(date.year) / std::chrono::month(static_cast<unsigned>(date.month))
        / std::chrono::day(static_cast<unsigned>(date.day)));
}

Seconds addMonths(Seconds anchor, int months)
{
    const auto start = civil(anchor);
    const auto moved = std::chrono::year_month(start.year(), start.month()) + std::chrono::months(months);
    const auto last
        = std::chrono::year_month_day_last(moved.year(), std::chrono::month_day_last(moved.month()));
    const auto day = std::min(start.day(), last.day());
    return secondsOf(std::chrono::year_month_day(moved.year(), moved.month(), day)) + timeOfDay(anchor);
}

Seconds startOfMonth(Seconds instant)
{
    const auto date = civil(instant);
    return secondsOf(std::chrono::year_month_day(date.year(), date.month(), std::chrono::day(1)));
}

std::string isoDate(Seconds instant)
{
    const auto date = dateOf(instant);
    std::array<char, 32> text{};
    static_cast<void>(
        std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", date.year, date.month, date.day));
    return text.data();
}

std::string isoInstant(Seconds instant)
{
    const auto rest = static_cast<int>(timeOfDay(instant));
    std::array<char, 32> text{};
    static_cast<void>(
        std::snprintf(text.data(), text.size(), "T%02d:%02d:%02dZ", rest / 3600, rest / 60 % 60, rest % 60));
    return isoDate(instant) + text.data();
}

std::optional<Seconds> parseInstant(std::string_view text)
{
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto date = std::chrono::year(*year) / std::chrono::month(static_cast<unsigned>(*month))
        / std::chrono::day(static_cast<unsigned>(*day));
    if (!date.ok()) {
        return std::nullopt;
    }
    if (text.size() == 10) {
        return secondsOf(date);
    }
    const auto time = parseTime(text.substr(10));
    return time ? std::optional<Seconds>(secondsOf(date) + *time) : std::nullopt;
}

Seconds currentTime()
{
    return std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace billhook::sandbox

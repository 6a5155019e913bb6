#include "services/directory/rateline.h"

#include "models/domain/currency.h"
#include "models/domain/decimal.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace billhook::directory {

using domain::Currency;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr std::array<std::string_view, 5> columns{ "date", "from", "to", "rate", "source" };

Error bad(std::string reason)
{
    return {
        .kind = ErrorKind::InvalidInput, .code = "bad_line", .message = std::move(reason), .detail = {}
    };
}

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    const auto last = text.find_last_not_of(" \t");
    return first == std::string_view::npos ? std::string()
                                           : std::string(text.substr(first, last - first + 1));
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return text;
}

std::optional<int> digits(std::string_view text)
{
    int value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        value = value * 10 + (digit - '0');
    }
    return value;
}

/** YYYY-MM-DD, a day that exists. */
bool isDay(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    return year && month && day && *year > 0
        && std::chrono::year_month_day(std::chrono::year(*year),
            std::chrono::month(static_cast<unsigned>(*month)), std::chrono::day(static_cast<unsigned>(*day)))
               .ok();
}

/** The rate as plain text; nothing when it is no rate or does not fit. */
std::optional<std::string> readRate(std::string_view text)
{
    const auto rate = domain::parseDecimal(text);
    if (!rate || rate->mantissa <= 0 || rate->mantissa >= domain::powerOfTen(12 + rate->scale)) {
        return std::nullopt;
    }
    return domain::decimalText(*rate);
}

Result<RateLine> checked(RateLine line)
{
    const auto from = Currency::fromCode(line.from);
    const auto to = Currency::fromCode(line.to);
    auto rate = readRate(line.rate);
    if (!isDay(line.day)) {
        return bad("\"date\" must be a day such as 2026-01-31");
    }
    if (!from) {
        return bad("\"from\" must be a currency code of three letters");
    }
    if (!to) {
        return bad("\"to\" must be a currency code of three letters");
    }
    if (from == to) {
        return bad("a currency has no rate into itself");
    }
    if (!rate) {
        return bad("\"rate\" must be a number above 0 with at most 12 digits before and after the point");
    }
    if (line.source.empty()) {
        return bad("\"source\" is empty");
    }
    line.from = from->code();
    line.to = to->code();
    line.rate = std::move(*rate);
    return line;
}

} // namespace

Result<RateHeader> RateHeader::read(const std::vector<std::string> &names)
{
    RateHeader header;
    bool complete = names.size() == columns.size();
    for (std::size_t column = 0; column < columns.size(); ++column) {
        const auto found = std::find_if(names.begin(), names.end(),
            [&](const std::string &name) { return lowered(trimmed(name)) == columns.at(column); });
        complete = complete && found != names.end();
        header.m_places.at(column) = static_cast<std::size_t>(found - names.begin());
    }
    if (!complete) {
        return Error{ .kind = ErrorKind::InvalidInput,
            .code = "header_missing",
            .message = "The first line must name the columns date,from,to,rate,source. Nothing was imported.",
            .detail = {} };
    }
    return header;
}

Result<RateLine> RateHeader::readLine(const std::vector<std::string> &fields) const
{
    if (fields.size() != columns.size()) {
        return bad("the line has " + std::to_string(fields.size()) + " fields instead of 5");
    }
    if (std::any_of(fields.begin(), fields.end(),
            [](const std::string &field) { return field.find('\0') != std::string::npos; })) {
        return bad("the line contains a NUL character");
    }
    return checked({ .day = trimmed(fields[m_places[0]]),
        .from = trimmed(fields[m_places[1]]),
        .to = trimmed(fields[m_places[2]]),
        .rate = trimmed(fields[m_places[3]]),
        .source = trimmed(fields[m_places[4]]) });
}

} // namespace billhook::directory

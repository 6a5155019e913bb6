#include "services/http/message.h"

#include <algorithm>
#include <array>

namespace billhook::http {

namespace {

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool sameName(std::string_view left, std::string_view right)
{
    return left.size() == right.size()
        && std::equal(
            left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

void appendJsonString(std::string &out, std::string_view text)
{
    constexpr std::array<char, 16> digits
        = { '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f' };
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20U) {
            out += "\\u00";
            out += digits.at(byte >> 4U);
            out += digits.at(byte & 0xFU);
        } else {
            out += c;
        }
    }
    out += '"';
}

} // namespace

std::string_view Request::header(std::string_view name) const
{
    const auto found = std::find_if(
        headers.begin(), headers.end(), [name](const auto &entry) { return sameName(entry.first, name); });
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

bool Request::hasHeader(std::string_view name) const
{
    return std::any_of(
        headers.begin(), headers.end(), [name](const auto &entry) { return sameName(entry.first, name); });
}

Response problem(int status, std::string_view code, std::string_view title)
{
    Response response;
    response.status = status;
    response.contentType = "application/problem+json";
    response.body = R"({"type":"about:blank","title":)";
    appendJsonString(response.body, title);
    response.body += R"(,"status":)";
    response.body += std::to_string(status);
    response.body += R"(,"code":)";
    appendJsonString(response.body, code);
    response.body += '}';
    return response;
}

Response busy(std::string_view code, std::string_view title)
{
    Response response = problem(503, code, title);
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

} // namespace billhook::http

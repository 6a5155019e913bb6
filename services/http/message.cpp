#include "services/http/message.h"

#include <algorithm>
#include <array>

namespace billhook::http {

namespace {

struct Reason
{
    int status;
    std::string_view text;
};

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

std::string_view reasonOf(int status)
{
    constexpr std::array<Reason, 28> reasons = { {
        { 200, "OK" },
        { 201, "Created" },
        { 202, "Accepted" },
        { 204, "No Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 304, "Not Modified" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 402, "Payment Required" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 408, "Request Timeout" },
        { 409, "Conflict" },
        { 411, "Length Required" },
        { 412, "Precondition Failed" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 415, "Unsupported Media Type" },
        { 417, "Expectation Failed" },
        { 422, "Unprocessable Content" },
        { 428, "Precondition Required" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 503, "Service Unavailable" },
    } };
    const auto found = std::find_if(
        reasons.begin(), reasons.end(), [status](const Reason &r) { return r.status == status; });
    return found == reasons.end() ? std::string_view("Status") : found->text;
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

Response problem(int status, std::string_view code, std::string_view detail)
{
    Response response;
    response.status = status;
    response.contentType = problemType;
    response.body = R"({"type":"about:blank","title":)";
    appendJsonString(response.body, reasonOf(status));
    response.body += R"(,"status":)";
    response.body += std::to_string(status);
    response.body += R"(,"code":)";
    appendJsonString(response.body, code);
    response.body += R"(,"detail":)";
    appendJsonString(response.body, detail);
    response.body += '}';
    return response;
}

Response busy(std::string_view code, std::string_view detail)
{
    Response response = problem(503, code, detail);
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

} // namespace billhook::http

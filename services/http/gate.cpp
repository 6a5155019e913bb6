#include "services/http/gate.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace billhook::http {

namespace {

namespace beast = boost::beast;
using beast::error_code;
using BeastView = beast::string_view;

constexpr std::size_t maxRequestLineBytes = maxTargetBytes + 64;
constexpr std::string_view httpSuffix10 = " HTTP/1.0";
constexpr std::string_view httpSuffix11 = " HTTP/1.1";

constexpr Refusal malformed{ 400, "malformed_request", "The request is not well-formed HTTP/1.1." };
constexpr Refusal badFraming{ 400, "bad_framing", "The request's length is not stated unambiguously." };
constexpr Refusal badHost{ 400, "bad_host", "Exactly one valid Host header is required." };
constexpr Refusal badTarget{ 400, "bad_target", "The request target must be an absolute path." };
constexpr Refusal unknownCoding{ 501, "unsupported_transfer_coding",
    "Only the chunked transfer coding is supported." };
constexpr Refusal unknownMethod{ 501, "unsupported_method", "The request method is not supported." };
constexpr Refusal unknownExpectation{ 417, "unsupported_expectation", "Only 100-continue can be expected." };
constexpr Refusal tooLarge{ 413, "body_too_large", "The request body is too large." };

constexpr bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isAlpha(char c)
{
    return isUpper(c) || (c >= 'a' && c <= 'z');
}

constexpr bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr bool contains(std::string_view set, char c)
{
    return set.find(c) != std::string_view::npos;
}

constexpr bool isTargetChar(char c)
{
    return isAlpha(c) || isDigit(c) || contains("-._~!$&'()*+,;=:@/?", c);
}

constexpr bool isHostChar(char c)
{
    return isAlpha(c) || isDigit(c) || contains("-._~:[]", c);
}

/** One table look-up a byte: the target and Host are checked on every request. */
template <typename Predicate> constexpr std::array<bool, 256> tableOf(Predicate predicate)
{
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        table.at(i) = i < 128 && predicate(static_cast<char>(i));
    }
    return table;
}

constexpr auto targetTable = tableOf(isTargetChar);
constexpr auto hostTable = tableOf(isHostChar);

bool allIn(const std::array<bool, 256> &table, std::string_view text)
{
    return std::all_of(
        text.begin(), text.end(), [&table](char c) { return table[static_cast<unsigned char>(c)]; });
}

bool equalsLower(std::string_view text, std::string_view lowerCase)
{
    return text.size() == lowerCase.size()
        && std::equal(text.begin(), text.end(), lowerCase.begin(),
            [](char a, char b) { return (isUpper(a) ? static_cast<char>(a - 'A' + 'a') : a) == b; });
}

bool isEscape(std::string_view text)
{
    return text.size() >= 3 && text[0] == '%' && isHex(text[1]) && isHex(text[2]);
}

/**
 * RFC 3986 characters only, and every % followed by two hexadecimal digits. A query may hold raw brackets, as
 * Stripe's clients send them (expand[]=, created[gte]=).
 */
bool isOriginForm(std::string_view target)
{
    if (target.empty() || target.front() != '/') {
        return false;
    }
    bool inQuery = false;
    for (std::size_t i = 0; i < target.size(); ++i) {
        const char c = target[i];
        const bool bracket = inQuery && (c == '[' || c == ']');
        if (!bracket && !targetTable[static_cast<unsigned char>(c)] && !isEscape(target.substr(i))) {
            return false;
        }
        inQuery = inQuery || c == '?';
    }
    return true;
}

bool isKnownMethod(std::string_view method)
{
    constexpr std::array<std::string_view, 7> known
        = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };
    return std::find(known.begin(), known.end(), method) != known.end();
}

/** Collects what Beast's parser delivers, and refuses what Beast 1.81 lets through. */
class HeadParser final : public beast::http::basic_parser<true>
{
public:
    Head head;
    std::optional<Refusal> refusal;

    void judge()
    {
        if (refusal) {
            return;
        }
        if (m_hosts > 1 || (m_hosts == 0 && m_version == 11)) {
            refusal = badHost;
        } else if (m_codings > 0) {
            judgeCoding();
        }
    }

private:
    static std::string_view view(BeastView text) { return { text.data(), text.size() }; }

    void refuse(const Refusal &why, error_code &ec)
    {
        refusal = why;
        ec = beast::http::error::bad_value;
    }

    void judgeCoding()
    {
        if (m_version == 10 || head.contentLength || m_codings > 1) {
            refusal = badFraming;
        } else if (!head.chunked) {
            refusal = unknownCoding;
        }
    }

    void readLength(std::string_view value, error_code &ec)
    {
        if (head.contentLength || value.empty() || !std::all_of(value.begin(), value.end(), isDigit)) {
            refuse(badFraming, ec);
            return;
        }
        std::uint64_t length = 0;
        const auto parsed = std::from_chars(value.data(), value.data() + value.size(), length);
        if (parsed.ec != std::errc() || length > (std::uint64_t{ 1 } << 62U)) {
            refuse(tooLarge, ec);
            return;
        }
        head.contentLength = length;
    }

    void readConnection(std::string_view value)
    {
        while (!value.empty()) {
            const auto comma = std::min(value.find(','), value.size());
            auto token = value.substr(0, comma);
            const auto first = std::min(token.find_first_not_of(" \t"), token.size());
            token.remove_prefix(first);
            token = token.substr(0, token.find_last_not_of(" \t") + 1);
            if (equalsLower(token, "close")) {
                head.keepAlive = false;
            }
            value.remove_prefix(std::min(comma + 1, value.size()));
        }
    }

    void on_request_impl(
        beast::http::verb, BeastView method, BeastView target, int version, error_code &ec) override
    {
        m_version = version;
        head.keepAlive = version == 11;
        if (target.size() > maxTargetBytes) {
            refuse({ 414, "target_too_long", "The request target is too long." }, ec);
        } else if (!isKnownMethod(view(method))) {
            refuse(unknownMethod, ec);
        } else if (!isOriginForm(view(target))) {
            refuse(badTarget, ec);
        } else {
            const auto text = view(target);
            const auto mark = std::min(text.find('?'), text.size());
            head.request.method = view(method);
            head.request.path = text.substr(0, mark);
            head.request.query = text.substr(std::min(mark + 1, text.size()));
            head.request.headers.reserve(16);
        }
    }

    void on_field_impl(beast::http::field name, BeastView nameText, BeastView value, error_code &ec) override
    {
        using beast::http::field;
        switch (name) {
        case field::host:
            ++m_hosts;
            if (value.empty() || !allIn(hostTable, view(value))) {
                refuse(badHost, ec);
            }
            break;
        case field::content_length:
            readLength(view(value), ec);
            break;
        case field::transfer_encoding:
            ++m_codings;
            head.chunked = equalsLower(view(value), "chunked");
            break;
        case field::connection:
            readConnection(view(value));
            break;
        case field::expect:
            if (!equalsLower(view(value), "100-continue")) {
                refuse(unknownExpectation, ec);
            }
            head.expectContinue = m_version == 11;
            break;
        default:
            break;
        }
        head.request.headers.emplace_back(view(nameText), view(value));
    }

    void on_header_impl(error_code &) override { }
    void on_response_impl(int, BeastView, int, error_code &) override { }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, error_code &) override { }
    std::size_t on_body_impl(BeastView text, error_code &) override { return text.size(); }
    void on_chunk_header_impl(std::uint64_t, BeastView, error_code &) override { }
    std::size_t on_chunk_body_impl(std::uint64_t, BeastView text, error_code &) override
    {
        return text.size();
    }
    void on_finish_impl(error_code &) override { }

    int m_version = 11;
    int m_hosts = 0;
    int m_codings = 0;
};

} // namespace

HeadScanner::State HeadScanner::refuse(int status, std::string_view code, std::string_view title)
{
    m_refusal = Refusal{ status, code, title };
    return State::Refused;
}

HeadScanner::State HeadScanner::scanLine(std::string_view line)
{
    if (line.empty() || line.back() != '\r') {
        return refuse(400, "bare_line_feed", "Lines must end with CR LF.");
    }
    line.remove_suffix(1);
    if (line.find('\r') != std::string_view::npos) {
        return refuse(400, "bare_carriage_return", "A CR must be followed by LF.");
    }
    if (m_lines == 0 && line.size() > maxRequestLineBytes) {
        return refuse(414, "target_too_long", "The request target is too long.");
    }
    if (m_lines == 0 && !line.ends_with(httpSuffix11) && !line.ends_with(httpSuffix10)) {
        return refuse(malformed.status, malformed.code, malformed.title);
    }
    if (line.empty()) {
        return State::Complete;
    }
    if (line.front() == ' ' || line.front() == '\t') {
        return refuse(400, "folded_header", "Folded header lines are not accepted.");
    }
    if (++m_lines > maxHeaderCount + 1) {
        return refuse(431, "too_many_headers", "The request has too many headers.");
    }
    return State::NeedMore;
}

/** Refuses what no further byte can repair; `bytes` holds no more line ends after m_lineStart. */
HeadScanner::State HeadScanner::checkPartialLine(std::string_view bytes)
{
    const std::size_t lineEnd = bytes.ends_with('\r') ? 1 : 0; // the first byte of it
    if (m_lines == 0 && bytes.size() - lineEnd > maxRequestLineBytes) {
        return refuse(414, "target_too_long", "The request target is too long.");
    }
    if (bytes.size() > maxHeadBytes) {
        return refuse(431, "headers_too_large", "The request's headers are too large.");
    }
    return State::NeedMore;
}

HeadScanner::State HeadScanner::scan(std::string_view bytes)
{
    if (!bytes.empty() && !isUpper(bytes.front())) {
        return refuse(malformed.status, malformed.code, malformed.title);
    }
    for (;;) {
        const auto end = bytes.substr(0, maxHeadBytes).find('\n', m_searched);
        if (end == std::string_view::npos) {
            m_searched = std::min(bytes.size(), maxHeadBytes);
            return checkPartialLine(bytes);
        }
        const auto state = scanLine(bytes.substr(m_lineStart, end - m_lineStart));
        m_lineStart = end + 1;
        m_searched = end + 1;
        if (state != State::NeedMore) {
            return state;
        }
    }
}

std::variant<Head, Refusal> parseHead(std::string_view head)
{
    HeadParser parser;
    parser.header_limit(static_cast<std::uint32_t>(maxHeadBytes + 1));
    parser.body_limit(boost::none);
    error_code ec;
    parser.put(boost::asio::buffer(head.data(), head.size()), ec);
    if (!ec || parser.refusal) {
        parser.judge();
        if (parser.refusal) {
            return *parser.refusal;
        }
        return std::move(parser.head);
    }
    return malformed;
}

} // namespace billhook::http

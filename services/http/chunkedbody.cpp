#include "services/http/chunkedbody.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace billhook::http {

namespace {

constexpr std::size_t maxLineBytes = 512; ///< a chunk size with extensions, or one trailer
constexpr std::size_t maxSizeDigits = 8;
constexpr std::size_t freeOverheadBytes = 16U << 10U; ///< beyond it, overhead may not exceed the data

bool equalsIgnoringCase(std::string_view text, std::string_view lowerCase)
{
    return text.size() == lowerCase.size()
        && std::equal(text.begin(), text.end(), lowerCase.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
           });
}

bool isFraming(std::string_view name)
{
    constexpr std::array<std::string_view, 6> framing
        = { "content-length", "transfer-encoding", "host", "connection", "expect", "trailer" };
    return std::any_of(framing.begin(), framing.end(),
        [name](std::string_view known) { return equalsIgnoringCase(name, known); });
}

bool isTokenChar(char c)
{
    constexpr std::string_view extra = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || extra.find(c) != std::string_view::npos;
}

bool isPrintable(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20U && byte != 0x7FU);
}

} // namespace

ChunkedBody::ChunkedBody(std::size_t bodyLimit)
    : m_bodyLimit(bodyLimit)
{ }

ChunkedBody::State ChunkedBody::refuse(int status, std::string_view code, std::string_view title)
{
    m_refusal = Refusal{ status, code, title };
    return State::Refused;
}

ChunkedBody::State ChunkedBody::readSize(std::string_view line)
{
    const auto digits = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
    const auto extension = line.substr(digits);
    const bool printable = std::all_of(extension.begin(), extension.end(), isPrintable);
    if (digits == 0 || digits > maxSizeDigits || !printable
        || (!extension.empty() && extension.front() != ';')) {
        return refuse(400, "bad_chunk", "A chunk's size is not valid.");
    }
    std::from_chars(line.data(), line.data() + digits, m_remaining, 16);
    if (m_remaining > m_bodyLimit - m_bodyBytes) {
        return refuse(413, "body_too_large", "The request body is too large.");
    }
    m_expect = m_remaining == 0 ? Expect::Trailer : Expect::Data;
    return State::NeedMore;
}

ChunkedBody::State ChunkedBody::readTrailer(std::string_view line)
{
    if (line.empty()) {
        m_expect = Expect::Done;
        return State::Complete;
    }
    const auto name = line.substr(0, line.find(':'));
    if (name.empty() || name.size() == line.size() || !std::all_of(name.begin(), name.end(), isTokenChar)
        || !std::all_of(line.begin(), line.end(), isPrintable) || isFraming(name)) {
        return refuse(400, "bad_trailer", "A trailer is not valid.");
    }
    return State::NeedMore;
}

ChunkedBody::State ChunkedBody::readLine(std::string_view line)
{
    switch (m_expect) {
    case Expect::Size:
        return readSize(line);
    case Expect::Trailer:
        return readTrailer(line);
    default:
        m_expect = Expect::Size;
        return line.empty() ? State::NeedMore
                            : refuse(400, "bad_chunk", "A chunk does not end where it said.");
    }
}

/** One line or one run of data; shortens `input` by what it took, nothing when more bytes are needed. */
ChunkedBody::State ChunkedBody::feedOnce(std::string_view &input, std::string &body)
{
    if (m_expect == Expect::Data) {
        const auto size = std::min<std::uint64_t>(m_remaining, input.size());
        body.append(input.substr(0, size));
        input.remove_prefix(size);
        m_bodyBytes += size;
        m_remaining -= size;
        m_expect = m_remaining == 0 ? Expect::DataEnd : Expect::Data;
        return State::NeedMore;
    }
    const auto end = input.substr(0, maxLineBytes).find('\n');
    if (end == std::string_view::npos) {
        return input.size() >= maxLineBytes ? refuse(400, "bad_chunk", "A chunk line is too long.")
                                            : State::NeedMore;
    }
    const auto line = input.substr(0, end);
    if (line.empty() || line.back() != '\r' || line.find('\r') != line.size() - 1) {
        return refuse(400, "bad_chunk", "Lines must end with CR LF.");
    }
    m_overheadBytes += end + 1;
    if (m_overheadBytes > freeOverheadBytes && m_overheadBytes > m_bodyBytes) {
        return refuse(400, "bad_chunk", "The chunks are too small for what surrounds them.");
    }
    input.remove_prefix(end + 1);
    return readLine(line.substr(0, line.size() - 1));
}

ChunkedBody::State ChunkedBody::feed(std::string_view input, std::size_t &consumed, std::string &body)
{
    const auto total = input.size();
    auto state = State::NeedMore;
    while (state == State::NeedMore && !input.empty()) {
        const auto before = input.size();
        state = feedOnce(input, body);
        if (input.size() == before) {
            break;
        }
    }
    consumed = total - input.size();
    return state;
}

} // namespace billhook::http

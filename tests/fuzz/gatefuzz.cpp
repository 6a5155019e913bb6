#include "services/http/chunkedbody.h"
#include "services/http/gate.h"

#include <cstdlib>
#include <string>

using namespace billhook::http;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

void checkHead(const Head &head)
{
    require(head.request.path.starts_with('/'));
    require(!(head.chunked && head.contentLength));
    require(head.request.headers.size() <= maxHeaderCount);
    for (const auto &[name, value] : head.request.headers) {
        require(!name.empty());
        require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    }
}

/** However the bytes are cut, the decoder must come to the same end. */
void decode(std::string_view bytes)
{
    constexpr std::size_t limit = 4096;
    ChunkedBody whole(limit);
    ChunkedBody pieces(limit);
    std::string wholeBody;
    std::string piecesBody;
    std::size_t consumed = 0;
    const auto wholeState = whole.feed(bytes, consumed, wholeBody);
    require(consumed <= bytes.size() && wholeBody.size() <= limit);
    auto state = ChunkedBody::State::NeedMore;
    std::size_t begin = 0;
    for (std::size_t end = 1; end <= bytes.size() && state == ChunkedBody::State::NeedMore; ++end) {
        std::size_t used = 0;
        state = pieces.feed(bytes.substr(begin, end - begin), used, piecesBody);
        begin += used;
    }
    require(state == wholeState);
    require(state == ChunkedBody::State::Refused || (piecesBody == wholeBody && begin == consumed));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    HeadScanner whole;
    const auto state = whole.scan(bytes);
    HeadScanner pieces;
    auto pieceState = HeadScanner::State::NeedMore;
    for (std::size_t end = 1; end <= size && pieceState == HeadScanner::State::NeedMore; ++end) {
        pieceState = pieces.scan(bytes.substr(0, end));
    }
    require(state == pieceState);
    if (state != HeadScanner::State::Complete) {
        return 0;
    }
    require(whole.length() == pieces.length() && whole.length() <= maxHeadBytes);
    const auto parsed = parseHead(bytes.substr(0, whole.length()));
    if (const auto *head = std::get_if<Head>(&parsed)) {
        checkHead(*head);
        if (head->chunked) {
            decode(bytes.substr(whole.length()));
        }
    } else {
        require(std::get<Refusal>(parsed).status >= 400);
    }
    return 0;
}

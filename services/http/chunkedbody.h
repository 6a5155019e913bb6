#pragma once

#include "services/http/gate.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace billhook::http {

/**
 * Decodes a chunked body from bytes that arrive piece by piece. Chunk extensions and trailers are bounded and
 * discarded; a trailer that speaks of framing is refused.
 */
class ChunkedBody final
{
public:
    enum class State
    {
        NeedMore,
        Complete,
        Refused
    };

    explicit ChunkedBody(std::size_t bodyLimit);

    /** Appends decoded bytes to `body` and sets `consumed` to the bytes of `input` that are done with. */
    State feed(std::string_view input, std::size_t &consumed, std::string &body);

    const Refusal &refusal() const { return m_refusal; } ///< once Refused

private:
    enum class Expect
    {
        Size,
        Data,
        DataEnd,
        Trailer,
        Done
    };

    State refuse(int status, std::string_view code, std::string_view title);
    State feedOnce(std::string_view &input, std::string &body);
    State readLine(std::string_view line);
    State readSize(std::string_view line);
    State readTrailer(std::string_view line);

    std::size_t m_bodyLimit;
    std::size_t m_bodyBytes = 0;
    std::size_t m_overheadBytes = 0; ///< lines that carry no data: sizes, extensions, trailers
    std::uint64_t m_remaining = 0; ///< of the present chunk
    Expect m_expect = Expect::Size;
    Refusal m_refusal;
};

} // namespace billhook::http

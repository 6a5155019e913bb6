#pragma once

#include "services/http/message.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace billhook::http {

/** Why a request is not served. The texts are constants; the connection is closed after the answer. */
struct Refusal
{
    int status = 400;
    std::string_view code;
    std::string_view title;
};

inline constexpr std::size_t maxHeadBytes = 16U << 10U; ///< request line and headers with their line ends
inline constexpr std::size_t maxTargetBytes = 2U << 10U;
inline constexpr std::size_t maxHeaderCount = 64;

/**
 * Looks for the end of a request head in bytes that arrive piece by piece and refuses at the earliest byte
 * what can never become one: foreign protocols, bare LF or CR, folded lines, too many or too long lines.
 */
class HeadScanner final
{
public:
    enum class State
    {
        NeedMore,
        Complete,
        Refused
    };

    /** `bytes` begins at the request's first byte and only grows between calls. */
    State scan(std::string_view bytes);

    std::size_t length() const { return m_lineStart; } ///< of the head, once Complete
    const Refusal &refusal() const { return m_refusal; } ///< once Refused
    void reset() { *this = HeadScanner(); }

private:
    State refuse(int status, std::string_view code, std::string_view title);
    State scanLine(std::string_view line);
    State checkPartialLine(std::string_view bytes);

    std::size_t m_lineStart = 0;
    std::size_t m_searched = 0; ///< bytes already known to hold no line end
    std::size_t m_lines = 0;
    Refusal m_refusal;
};

/** A request head that has passed every rule which does not depend on the route. */
struct Head
{
    Request request; ///< without body and peer
    bool keepAlive = true; ///< HTTP/1.1 without "Connection: close"
    bool expectContinue = false;
    bool chunked = false;
    std::optional<std::uint64_t> contentLength;
};

/** Reads a complete head as HeadScanner delimited it. */
std::variant<Head, Refusal> parseHead(std::string_view head);

} // namespace billhook::http

#pragma once

#include "services/http/message.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace billhook::http {

/** How one response goes onto the wire. */
struct ResponseFraming
{
    bool close = false; ///< says "Connection: close"
    bool omitBody = false; ///< an answer to HEAD: the length, not the bytes
    std::string_view date; ///< an IMF-fixdate
    std::string_view requestId{}; ///< empty: none was read
};

/** Replaces `out` by the status line, the headers and the body. A header with control characters is left out.
 */
void writeResponse(const Response &response, const ResponseFraming &framing, std::string &out);

/** An IMF-fixdate of a UTC instant in seconds. */
std::string formatHttpDate(std::int64_t seconds);

} // namespace billhook::http

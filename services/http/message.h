#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace billhook::http {

using Headers
    = std::vector<std::pair<std::string, std::string>>; ///< names as received; look up with header()

/** One request that has passed the gate. Plain data: no Boost type leaves this folder. */
struct Request
{
    std::string id; ///< X-Request-Id as given where that is sane, else made; the answer carries it
    std::string method; ///< upper case
    std::string path; ///< origin-form, without the query, undecoded
    std::string query; ///< after '?', undecoded; may be empty
    Headers headers;
    std::string body; ///< the exact bytes received
    std::string peer; ///< the peer's address, without port
    bool peerIsLoopback = false;

    /** The first header of that name, case-insensitive; "" when absent. */
    std::string_view header(std::string_view name) const;
    bool hasHeader(std::string_view name) const;
};

/** What of an answer is not sent before the connection is closed: for a server that plays a bad line. */
enum class Cut
{
    Nothing,
    HalfBody,
    Everything
};

struct Response
{
    int status = 200;
    std::string contentType; ///< empty: no body
    std::string body;
    Headers headers; ///< further ones, our own constants only: untrusted text never goes here
    Cut cut = Cut::Nothing;
};

/** Answers a request. Call it exactly once, from any thread; later calls are ignored. */
using Respond = std::function<void(Response)>;

/** Runs on an I/O thread: must not block. It may answer later, from another thread. */
using Handler = std::function<void(Request, Respond)>;

struct Route
{
    std::string method;
    /// exact, or with names for whole segments ("/plans/{id}"), or a prefix when it ends with '/' and '*'
    std::string path;
    std::size_t bodyLimit = 0; ///< bytes; a larger body is 413 before it is read
    bool allowChunked = false;
    Handler handler;
};

inline constexpr auto problemType = "application/problem+json";

/** An application/problem+json response with a stable code (RFC 9457). Its request_id is added on the way
 * out.
 */
Response problem(int status, std::string_view code, std::string_view detail);

/** The words for a status, as in the status line. */
std::string_view reasonOf(int status);

/** `text` as a JSON string with its quotes. */
void appendJsonString(std::string &out, std::string_view text);

/** A problem that passes by itself: 503, and when to come again. */
Response busy(std::string_view code, std::string_view detail);

} // namespace billhook::http

#include "services/http/client.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace billhook::http {

namespace {

namespace beast = boost::beast;
using Clock = std::chrono::steady_clock;
using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr std::uint64_t maxAnswerBytes = 256U << 20U;

std::string textOf(int error)
{
    return std::generic_category().message(error);
}

/** One connected, non-blocking socket; every wait ends at the deadline. Failures are texts, "" is success. */
class Connected final
{
public:
    Connected() = default;
    Connected(const Connected &) = delete;
    Connected &operator=(const Connected &) = delete;
    ~Connected() { close(); }

    bool open() const { return m_socket >= 0; }

    void close()
    {
        if (open()) {
            ::close(std::exchange(m_socket, -1));
        }
    }

    /** Nothing may have arrived between two requests: bytes or an end mean that the peer has given up. */
    bool stale() const
    {
        pollfd poller{ m_socket, POLLIN, 0 };
        return ::poll(&poller, 1, 0) != 0;
    }

    std::string connect(const std::string &host, std::uint16_t port, Clock::time_point deadline)
    {
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        addrinfo *list = nullptr;
        const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
        if (failed != 0) {
            return host + ": " + ::gai_strerror(failed);
        }
        std::string failure = host + ": no address";
        for (const addrinfo *one = list; one != nullptr && !open(); one = one->ai_next) {
            failure = connectTo(*one, deadline);
        }
        ::freeaddrinfo(list);
        return failure;
    }

    std::string send(std::string_view bytes, Clock::time_point deadline)
    {
        while (!bytes.empty()) {
            const auto sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            } else if (errno != EAGAIN && errno != EINTR) {
                return textOf(errno);
            } else if (errno == EAGAIN && !wait(POLLOUT, deadline)) {
                return "the request could not be sent in time";
            }
        }
        return {};
    }

    /** Appends what arrives; nothing appended means that the peer has closed. */
    std::string receive(std::string &bytes, Clock::time_point deadline)
    {
        std::array<char, 16384> buffer{};
        for (;;) {
            const auto got = ::recv(m_socket, buffer.data(), buffer.size(), 0);
            if (got >= 0) {
                bytes.append(buffer.data(), static_cast<std::size_t>(got));
                return {};
            }
            if (errno == EAGAIN && !wait(POLLIN, deadline)) {
                return "no complete answer in time";
            }
            if (errno != EAGAIN && errno != EINTR) {
                return textOf(errno);
            }
        }
    }

private:
    bool wait(short events, Clock::time_point deadline) const
    {
        for (;;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
            pollfd poller{ m_socket, events, 0 };
            const int ready = ::poll(&poller, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
            if (ready > 0) {
                return true;
            }
            if (ready < 0 && errno != EINTR) {
                return true; // the call that follows reports it
            }
            if (left <= 0) {
                return false;
            }
        }
    }

    std::string connectTo(const addrinfo &address, Clock::time_point deadline)
    {
        m_socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (!open()) {
            return textOf(errno);
        }
        const int yes = 1;
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (::connect(m_socket, address.ai_addr, address.ai_addrlen) == 0) {
            return {};
        }
        int error = errno;
        if (error == EINPROGRESS) {
            socklen_t size = sizeof error;
            error = ETIMEDOUT;
            if (wait(POLLOUT, deadline)) {
                ::getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size);
            }
        }
        if (error != 0) {
            close();
            return textOf(error);
        }
        return {};
    }

    int m_socket = -1;
};

Response responseOf(beast::http::response<beast::http::string_body> message)
{
    Response response;
    response.status = static_cast<int>(message.result_int());
    for (const auto &field : message) {
        response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    response.contentType = std::string(message[beast::http::field::content_type]);
    response.body = std::move(message.body());
    return response;
}

} // namespace

class Client::Private final
{
public:
    std::string host;
    std::uint16_t port = 0;
    std::chrono::milliseconds deadline{ 0 };
    Connected connection;
    std::string input;

    std::string request(const std::string &method, const std::string &target, const Headers &headers,
        const std::string &body) const
    {
        std::string out;
        out.reserve(512 + body.size());
        out.append(method).append(" ").append(target).append(" HTTP/1.1\r\n");
        out.append("Host: ").append(host.find(':') == std::string::npos ? host : "[" + host + "]");
        out.append(":").append(std::to_string(port)).append("\r\n");
        for (const auto &[name, value] : headers) {
            out.append(name).append(": ").append(value).append("\r\n");
        }
        if (!body.empty() || (method != "GET" && method != "HEAD" && method != "DELETE")) {
            out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
        }
        out.append("\r\n").append(body);
        return out;
    }

    /** Feeds what was received; true when the answer is complete. */
    bool parse(Parser &parser, std::string &failure)
    {
        beast::error_code ec;
        while (!input.empty() && !parser.is_done()) {
            const auto used = parser.put(boost::asio::buffer(input.data(), input.size()), ec);
            input.erase(0, used);
            if (ec == beast::http::error::need_more) {
                return false;
            }
            if (ec) {
                failure = "not an HTTP answer: " + ec.message();
                return false;
            }
        }
        return parser.is_done();
    }

    std::string readAnswer(Parser &parser, Clock::time_point end)
    {
        std::string failure;
        while (!parse(parser, failure)) {
            if (!failure.empty()) {
                return failure;
            }
            const auto before = input.size();
            failure = connection.receive(input, end);
            if (!failure.empty()) {
                return failure;
            }
            if (input.size() > before) {
                continue;
            }
            beast::error_code ec;
            if (parser.got_some()) {
                parser.put_eof(ec);
            }
            return parser.is_done() ? std::string() : "the connection was closed before a complete answer";
        }
        return {};
    }

    std::string connect(Clock::time_point end)
    {
        if (connection.open() && connection.stale()) {
            connection.close();
        }
        if (connection.open()) {
            return {};
        }
        input.clear();
        return connection.connect(host, port, end);
    }

    ClientAnswer exchange(const std::string &bytes, bool answerHasNoBody)
    {
        const auto end = Clock::now() + deadline;
        ClientAnswer answer;
        answer.failure = connect(end);
        if (!answer.failure.empty()) {
            return answer;
        }
        // An early refusal is worth reading although the rest of the request could not be sent.
        const auto sendFailure = connection.send(bytes, end);
        std::optional<Parser> parser;
        do {
            parser.emplace();
            parser->body_limit(maxAnswerBytes);
            parser->header_limit(64U << 10U);
            parser->skip(answerHasNoBody);
            parser->eager(true);
            answer.failure = readAnswer(*parser, end);
        } while (answer.failure.empty() && parser->get().result_int() < 200);
        if (!answer.failure.empty()) {
            answer.failure = sendFailure.empty() ? answer.failure : sendFailure;
            connection.close();
            return answer;
        }
        answer.answered = true;
        if (!parser->keep_alive() || !sendFailure.empty()) {
            connection.close();
        }
        answer.response = responseOf(parser->release());
        return answer;
    }
};

Client::Client(std::string host, std::uint16_t port, std::chrono::milliseconds deadline)
    : d(std::make_unique<Private>())
{
    d->host = std::move(host);
    d->port = port;
    d->deadline = deadline;
}

Client::~Client() = default;

ClientAnswer Client::send(
    const std::string &method, const std::string &target, const Headers &headers, const std::string &body)
{
    return d->exchange(d->request(method, target, headers, body), method == "HEAD");
}

} // namespace billhook::http

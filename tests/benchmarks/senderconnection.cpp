#include "tests/benchmarks/senderconnection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <utility>

namespace billhook::benchmarks {

namespace {

/** The value of a header, "" when it is absent. Servers differ in how they write the name. */
std::string_view headerOf(std::string_view head, std::string_view lowerName)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    for (std::size_t line = head.find("\r\n"); line != std::string_view::npos;
         line = head.find("\r\n", line)) {
        line += 2;
        const auto field = head.substr(line, head.find("\r\n", line) - line);
        const auto colon = field.find(':');
        if (colon == lowerName.size()
            && std::equal(lowerName.begin(), lowerName.end(), field.begin(),
                [&](char wanted, char given) { return wanted == lower(given); })) {
            const auto value = field.substr(colon + 1);
            return value.substr(std::min(value.find_first_not_of(' '), value.size()));
        }
    }
    return {};
}

int numberIn(std::string_view text)
{
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

SenderConnection::~SenderConnection()
{
    close();
}

bool SenderConnection::open(std::uint16_t port)
{
    close();
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    m_free = ::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    m_input.clear();
    m_lastAnswer = false;
    return m_free;
}

SenderConnection::Step SenderConnection::send(std::string request, Clock::time_point since)
{
    m_output = std::move(request);
    m_sent = 0;
    m_since = since;
    m_free = false;
    return writable();
}

SenderConnection::Step SenderConnection::writable()
{
    while (m_sent < m_output.size()) {
        const auto done = ::send(
            m_socket, m_output.data() + m_sent, m_output.size() - m_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (done < 0) {
            return errno == EAGAIN ? Step::Waiting : Step::Lost;
        }
        m_sent += static_cast<std::size_t>(done);
    }
    return Step::Waiting;
}

SenderConnection::Step SenderConnection::readable()
{
    std::array<char, 4096> buffer{};
    const auto count = ::recv(m_socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count <= 0) {
        return count < 0 && errno == EAGAIN ? Step::Waiting : Step::Lost;
    }
    m_input.append(buffer.data(), static_cast<std::size_t>(count));
    if (m_free || !complete()) {
        return Step::Waiting;
    }
    m_free = !m_lastAnswer;
    return Step::Answered;
}

bool SenderConnection::complete()
{
    const auto headEnd = m_input.find("\r\n\r\n");
    if (headEnd == std::string::npos) {
        return false;
    }
    const auto head = std::string_view(m_input).substr(0, headEnd);
    const auto length = static_cast<std::size_t>(numberIn(headerOf(head, "content-length")));
    if (m_input.size() < headEnd + 4 + length) {
        return false;
    }
    m_status = numberIn(head.substr(std::min<std::size_t>(head.find(' ') + 1, head.size())));
    m_lastAnswer = headerOf(head, "connection") == "close";
    m_input.clear();
    return true;
}

void SenderConnection::close()
{
    if (m_socket >= 0) {
        ::close(m_socket);
        m_socket = -1;
    }
}

} // namespace billhook::benchmarks

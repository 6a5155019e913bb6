#include "tests/services/http/rawconnection.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace billhook::http {

RawConnection::RawConnection(std::uint16_t port, int receiveBuffer)
    : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    if (receiveBuffer > 0) {
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        ::close(m_socket);
        m_socket = -1;
    }
}

RawConnection::~RawConnection()
{
    if (connected()) {
        ::close(m_socket);
    }
}

bool RawConnection::send(const QByteArray &bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const auto count = ::send(
            m_socket, bytes.constData() + sent, static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        sent += count;
    }
    return true;
}

void RawConnection::finishSending()
{
    ::shutdown(m_socket, SHUT_WR);
}

void RawConnection::reset()
{
    const linger now{ 1, 0 };
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(m_socket);
    m_socket = -1;
}

QByteArray RawConnection::readSome(std::chrono::milliseconds limit)
{
    pollfd poller{ m_socket, POLLIN, 0 };
    if (::poll(&poller, 1, static_cast<int>(limit.count())) <= 0) {
        return {};
    }
    std::array<char, 65536> buffer{};
    const auto count = ::recv(m_socket, buffer.data(), buffer.size(), 0);
    m_closed = count <= 0;
    return count > 0 ? QByteArray(buffer.data(), count) : QByteArray();
}

QByteArray RawConnection::readAll(std::chrono::milliseconds limit)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    QByteArray all;
    while (!m_closed) {
        const auto left
            = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            break;
        }
        all += readSome(left);
    }
    return all;
}

QList<RawResponse> responsesOf(QByteArray bytes, bool toHead)
{
    QList<RawResponse> responses;
    while (!bytes.isEmpty()) {
        RawResponse response;
        const auto end = bytes.indexOf("\r\n\r\n");
        if (!bytes.startsWith("HTTP/1.1 ") || end < 0) {
            responses.append(response);
            break;
        }
        response.head = bytes.left(end + 2);
        response.status = bytes.mid(9, 3).toInt();
        const auto lengthAt = response.head.indexOf("Content-Length: ");
        const auto length = lengthAt < 0 || toHead
            ? 0
            : response.head.mid(lengthAt + 16, response.head.indexOf("\r\n", lengthAt) - lengthAt - 16)
                  .toLongLong();
        response.body = bytes.mid(end + 4, length);
        bytes = bytes.mid(end + 4 + length);
        responses.append(response);
    }
    return responses;
}

} // namespace billhook::http

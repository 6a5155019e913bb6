#pragma once

#include <QByteArray>
#include <QList>

#include <chrono>
#include <cstdint>

namespace billhook::http {

/** One response as it stood on the wire. */
struct RawResponse
{
    int status = 0;
    QByteArray head; ///< with the status line
    QByteArray body;
};

/** A blocking loopback connection that sends exactly the bytes it is given. */
class RawConnection final
{
public:
    /** `receiveBuffer`: bytes the kernel takes for a reader who does not read; 0: as it likes. */
    explicit RawConnection(std::uint16_t port, int receiveBuffer = 0);
    RawConnection(const RawConnection &) = delete;
    RawConnection &operator=(const RawConnection &) = delete;
    ~RawConnection();

    bool connected() const { return m_socket >= 0; }
    bool send(const QByteArray &bytes); ///< false when the peer no longer takes them
    void finishSending();
    void reset(); ///< closes with RST

    /** Everything until the peer closes; `closed()` tells whether it did within the limit. */
    QByteArray readAll(std::chrono::milliseconds limit = std::chrono::seconds(10));
    QByteArray readSome(std::chrono::milliseconds limit = std::chrono::seconds(10)); ///< "" at the end
    bool closed() const { return m_closed; }

private:
    int m_socket = -1;
    bool m_closed = false;
};

/** Splits what was received; the status of a rest that is no response is 0. */
QList<RawResponse> responsesOf(QByteArray bytes, bool toHead = false);

} // namespace billhook::http

#pragma once

#include <QString>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace billhook::support {

/** A PostgreSQL socket that takes connections into its backlog and never says a word, as a half-open network
 * does. */
class SilentSocket final
{
public:
    static constexpr int port = 6543;

    explicit SilentSocket(const QString &folder)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QString path = folder + QStringLiteral("/.s.PGSQL.%1").arg(port);
        qstrncpy(
            static_cast<char *>(address.sun_path), path.toLocal8Bit().constData(), sizeof(address.sun_path));
        ::unlink(static_cast<char *>(address.sun_path));
        m_listening = ::bind(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0
            && ::listen(m_socket, 64) == 0;
        m_url = QStringLiteral("postgresql://x@/y?connect_timeout=2&port=%1&host=%2").arg(port).arg(folder);
    }
    SilentSocket(const SilentSocket &) = delete;
    SilentSocket &operator=(const SilentSocket &) = delete;
    ~SilentSocket() { ::close(m_socket); }

    bool listening() const { return m_listening; }
    QString url() const { return m_url; }

private:
    int m_socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool m_listening = false;
    QString m_url;
};

} // namespace billhook::support

#include "app/desktop/firstwindow.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QFile>
#include <QSocketNotifier>
#include <QStandardPaths>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace billhook::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMilliseconds = 1'000;

std::optional<sockaddr_un> socketAddress(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.isEmpty() || static_cast<std::size_t>(name.size()) >= sizeof(address.sun_path)) {
        return std::nullopt;
    }
    std::copy(name.cbegin(), name.cend(), std::begin(address.sun_path));
    return address;
}

int openSocket()
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

const sockaddr *generic(const sockaddr_un &address)
{
    return reinterpret_cast<const sockaddr *>(&address);
}

} // namespace

QString FirstWindow::addressFor(const QString &databaseUrl)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    const QByteArray key
        = QCryptographicHash::hash(databaseUrl.toUtf8(), QCryptographicHash::Sha256).toHex().first(16);
    const QString path = u"%1/billhook-%2"_s.arg(folder, QString::fromLatin1(key));
    return !folder.isEmpty() && socketAddress(path) ? path : QString();
}

bool FirstWindow::knock(const QString &address)
{
    const auto where = socketAddress(address);
    const int caller = where ? openSocket() : -1;
    if (caller < 0) {
        return false;
    }
    char answer = 0;
    pollfd waiting{ caller, POLLIN, 0 };
    const bool answered = ::connect(caller, generic(*where), sizeof(*where)) == 0
        && poll(&waiting, 1, patienceMilliseconds) > 0 && read(caller, &answer, 1) == 1;
    close(caller);
    return answered;
}

FirstWindow::FirstWindow(QString address, QObject *parent)
    : QObject(parent)
    , m_address(std::move(address))
{
    listen();
}

FirstWindow::~FirstWindow()
{
    if (m_socket >= 0) {
        close(m_socket);
        QFile::remove(m_address);
    }
}

void FirstWindow::listen()
{
    const auto where = socketAddress(m_address);
    m_socket = where ? openSocket() : -1;
    if (m_socket < 0) {
        return;
    }
    QFile::remove(m_address); // of a program that ended badly: nobody answered a knock there
    if (::bind(m_socket, generic(*where), sizeof(*where)) != 0 || ::listen(m_socket, 4) != 0) {
        close(m_socket);
        m_socket = -1;
        return;
    }
    auto *notifier = new QSocketNotifier(m_socket, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &FirstWindow::answer);
}

void FirstWindow::answer()
{
    const int caller = accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (caller < 0) {
        return;
    }
    const char here = '!';
    const bool told = send(caller, &here, 1, MSG_NOSIGNAL) == 1;
    close(caller);
    if (told) {
        Q_EMIT knocked();
    }
}

} // namespace billhook::desktop

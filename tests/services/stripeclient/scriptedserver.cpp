#include "tests/services/stripeclient/scriptedserver.h"

#include <QHostAddress>
#include <QSslServer>
#include <QTcpSocket>

namespace billhook::tests {

namespace {

RecordedRequest parsed(const QByteArray &head)
{
    RecordedRequest request;
    QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> first = lines.takeFirst().trimmed().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    request.at = std::chrono::steady_clock::now();
    for (const QByteArray &line : lines) {
        const auto colon = line.indexOf(':');
        request.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    return request;
}

QByteArray wireOf(const ScriptedReply &reply)
{
    QByteArray wire = "HTTP/1.1 " + QByteArray::number(reply.status) + " Scripted\r\n";
    bool typed = false;
    for (const QByteArray &header : reply.headers) {
        wire += header + "\r\n";
        typed = typed || header.toLower().startsWith("content-type:");
    }
    if (!typed) {
        wire += "Content-Type: application/json\r\n";
    }
    wire += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n\r\n";
    return wire
        + (reply.ending == ScriptedReply::Ending::Cut ? reply.body.left(reply.body.size() / 2) : reply.body);
}

} // namespace

ScriptedServer::ScriptedServer(QList<ScriptedReply> script, std::optional<QSslConfiguration> tls)
    : m_script(std::move(script))
    , m_tls(tls.has_value())
    , m_thread(QStringLiteral("scripted"))
{
    m_thread.run([this, tls = std::move(tls)] { listen(tls); }).waitForFinished();
}

ScriptedServer::~ScriptedServer()
{
    m_thread.run([this] { m_server.reset(); }).waitForFinished();
}

void ScriptedServer::listen(std::optional<QSslConfiguration> tls)
{
    if (tls) {
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(*tls);
        m_server = std::move(server);
    } else {
        m_server = std::make_unique<QTcpServer>();
    }
    QObject::connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, m_server.get(), [this] {
        while (auto *socket = m_server->nextPendingConnection()) {
            accept(socket);
        }
    });
    m_server->listen(QHostAddress::LocalHost);
    m_port = m_server->serverPort();
}

void ScriptedServer::accept(QTcpSocket *socket)
{
    QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
    QObject::connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
        m_received.remove(socket);
        socket->deleteLater();
    });
    read(socket);
}

void ScriptedServer::read(QTcpSocket *socket)
{
    QByteArray &received = m_received[socket];
    received += socket->readAll();
    const auto end = received.indexOf("\r\n\r\n");
    if (end < 0) {
        return;
    }
    RecordedRequest request = parsed(received.left(end));
    const auto length = request.headers.value("content-length").toLongLong();
    if (received.size() < end + 4 + length) {
        return;
    }
    request.body = received.mid(end + 4, length);
    received.remove(0, end + 4 + length);
    answer(socket, request);
}

void ScriptedServer::answer(QTcpSocket *socket, const RecordedRequest &request)
{
    ScriptedReply reply;
    {
        const std::scoped_lock lock(m_mutex);
        m_requests.append(request);
        if (!m_script.isEmpty()) {
            reply = m_script.takeFirst();
        }
    }
    using Ending = ScriptedReply::Ending;
    if (reply.ending == Ending::Whole || reply.ending == Ending::Cut) {
        socket->write(wireOf(reply));
    }
    if (reply.ending == Ending::Cut || reply.ending == Ending::Dropped) {
        socket->disconnectFromHost();
    }
}

QUrl ScriptedServer::url() const
{
    QUrl url;
    url.setScheme(m_tls ? QStringLiteral("https") : QStringLiteral("http"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(m_port);
    return url;
}

QList<RecordedRequest> ScriptedServer::requests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

} // namespace billhook::tests

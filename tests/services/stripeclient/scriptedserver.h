#pragma once

#include "services/concurrency/workerthread.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QUrl>

#include <memory>
#include <mutex>
#include <optional>

namespace billhook::tests {

/** What the server does with one request. */
struct ScriptedReply
{
    enum class Ending
    {
        Whole,
        Cut, ///< the connection ends in the middle of the body
        Dropped, ///< the connection ends without an answer
        Silent ///< no answer, and the connection stays
    };

    int status = 200;
    QByteArray body = "{}";
    QList<QByteArray> headers{}; ///< "Name: value"
    Ending ending = Ending::Whole;
};

struct RecordedRequest
{
    QByteArray method;
    QByteArray target;
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
    std::chrono::steady_clock::time_point at;
};

/** A real HTTP server on a thread of its own, on a loopback port, that answers by a script and afterwards
 * with 200 {}. */
class ScriptedServer final
{
public:
    explicit ScriptedServer(QList<ScriptedReply> script, std::optional<QSslConfiguration> tls = {});
    ScriptedServer(const ScriptedServer &) = delete;
    ScriptedServer &operator=(const ScriptedServer &) = delete;
    ~ScriptedServer();

    QUrl url() const;
    QList<RecordedRequest> requests() const;

private:
    void listen(std::optional<QSslConfiguration> tls);
    void accept(QTcpSocket *socket);
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const RecordedRequest &request);

    mutable std::mutex m_mutex;
    QList<ScriptedReply> m_script;
    QList<RecordedRequest> m_requests;
    bool m_tls;
    quint16 m_port = 0;
    std::unique_ptr<QTcpServer> m_server; ///< on the thread only
    QHash<QTcpSocket *, QByteArray> m_received; ///< on the thread only
    concurrency::WorkerThread m_thread;
};

} // namespace billhook::tests

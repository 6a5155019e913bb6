#pragma once

#include "services/http/server.h"

#include <QByteArray>
#include <QObject>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

namespace billhook::http {

class RawConnection;

/** Requests whose answers the test decides on. Any thread. */
class HeldRequests final
{
public:
    void hold(Respond respond);
    bool waitFor(std::size_t count);
    Respond take();

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Respond> m_held; ///< guarded by m_mutex
};

inline const QByteArray get = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";
inline const QByteArray getLater = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n";

QByteArray post(qsizetype announced); ///< the head of a POST to /later
Response textAnswer(std::string body);
ServerOptions anyPort();
int statusOf(RawConnection &connection); ///< of the next answer; -1: none

/**
 * Tests with a server, which is gone after each of them: GET and POST /now answer at once, GET and POST
 * /later when the test says so; bodies up to 8 MiB.
 */
class HeldServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

protected:
    void start(ServerOptions options, Server::Observer observer = {});

    std::shared_ptr<HeldRequests> m_held;
    std::unique_ptr<Server> m_server;
};

} // namespace billhook::http

#include "tests/services/http/heldserver.h"

#include "tests/services/http/rawconnection.h"

#include <QTest>

#include <utility>
#include <vector>

namespace billhook::http {

void HeldRequests::hold(Respond respond)
{
    const std::lock_guard lock(m_mutex);
    m_held.push_back(std::move(respond));
    m_changed.notify_all();
}

bool HeldRequests::waitFor(std::size_t count)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, std::chrono::seconds(10), [&] { return m_held.size() >= count; });
}

Respond HeldRequests::take()
{
    const std::lock_guard lock(m_mutex);
    auto respond = std::move(m_held.front());
    m_held.pop_front();
    return respond;
}

QByteArray post(qsizetype announced)
{
    return "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(announced) + "\r\n\r\n";
}

Response textAnswer(std::string body)
{
    return { .status = 200, .contentType = "text/plain", .body = std::move(body), .headers = {} };
}

ServerOptions anyPort()
{
    ServerOptions options;
    options.port = 0;
    return options;
}

int statusOf(RawConnection &connection)
{
    const auto responses = responsesOf(connection.readSome());
    return responses.isEmpty() ? -1 : responses.first().status;
}

void HeldServerTest::init()
{
    m_held = std::make_shared<HeldRequests>();
}

void HeldServerTest::cleanup()
{
    m_server.reset();
}

void HeldServerTest::start(ServerOptions options, Server::Observer observer)
{
    constexpr std::size_t limit = 8U << 20U;
    const Handler now = [](const Request &, const Respond &respond) { respond(textAnswer("now")); };
    const Handler later = [held = m_held](const Request &, const Respond &respond) { held->hold(respond); };
    m_server = std::make_unique<Server>(std::move(options),
        std::vector<Route>{
            { .method = "GET", .path = "/now", .bodyLimit = 0, .allowChunked = false, .handler = now },
            { .method = "POST", .path = "/now", .bodyLimit = limit, .allowChunked = true, .handler = now },
            { .method = "GET", .path = "/later", .bodyLimit = 0, .allowChunked = false, .handler = later },
            { .method = "POST",
                .path = "/later",
                .bodyLimit = limit,
                .allowChunked = false,
                .handler = later },
        },
        std::move(observer));
    QCOMPARE(m_server->start(), StartFailure::None);
}

} // namespace billhook::http

#pragma once

#include "services/http/client.h"
#include "services/http/server.h"
#include "services/sandbox/api/apiserver.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <memory>
#include <string>

namespace billhook::sandbox {

/** A sandbox behind real HTTP, and a client that speaks to it with a full key. */
class SandboxFixture final
{
public:
    /** Keeps its state in `folder`, or nowhere. */
    explicit SandboxFixture(const std::string &folder = {});
    ~SandboxFixture();

    http::ClientAnswer send(const std::string &method, const std::string &target,
        const std::string &body = {}, const http::Headers &more = {});
    QJsonObject get(const std::string &target, const http::Headers &more = {});
    QJsonObject post(const std::string &target, const std::string &body, const http::Headers &more = {});
    /** POST under an Idempotency-Key. */
    http::ClientAnswer postUnder(const std::string &key, const std::string &target, const std::string &body);
    QJsonObject control(const std::string &path, const QJsonObject &body);
    /** The types of all events, oldest first. */
    QStringList eventTypes();

    std::uint16_t port() const { return m_server->port(); }
    Engine &engine() { return *m_engine; }

private:
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<ApiServer> m_api;
    std::unique_ptr<http::Server> m_server;
    std::unique_ptr<http::Client> m_client;
};

const http::Headers &fullKey();
QJsonObject bodyOf(const http::ClientAnswer &answer);
QJsonObject errorOf(const http::ClientAnswer &answer);
std::string headerOf(const http::ClientAnswer &answer, const QString &name);
std::string idOf(const QJsonObject &object);
QStringList idsOf(const QJsonObject &list);

} // namespace billhook::sandbox

#include "tests/services/sandbox/api/sandboxfixture.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <QJsonDocument>

#include <algorithm>
#include <stdexcept>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

const http::Headers &fullKey()
{
    static const http::Headers headers{ { "Authorization", "Bearer sk_test_sandboxfixture" } };
    return headers;
}

SandboxFixture::SandboxFixture(const std::string &folder)
    : m_engine(std::make_unique<Engine>())
{
    static std::uint64_t instances = 0;
    m_engine->ids = Random(++instances);
    if (!folder.empty() && !m_engine->store.open(folder)) {
        throw std::runtime_error("can't open " + folder);
    }
    http::ServerOptions options;
    options.port = 0;
    options.handlerDeadline = std::chrono::seconds(60);
    m_api = std::make_unique<ApiServer>(*m_engine);
    m_server = std::make_unique<http::Server>(options, m_api->httpRoutes());
    if (m_server->start() != http::StartFailure::None) {
        throw std::runtime_error(m_server->failureText());
    }
    m_client = std::make_unique<http::Client>("127.0.0.1", m_server->port(), std::chrono::seconds(10));
}

SandboxFixture::~SandboxFixture()
{
    m_client.reset();
    m_server->stop(std::chrono::seconds(2));
}

http::ClientAnswer SandboxFixture::send(
    const std::string &method, const std::string &target, const std::string &body, const http::Headers &more)
{
    auto headers = fullKey();
    headers.insert(headers.end(), more.begin(), more.end());
    return m_client->send(method, target, headers, body);
}

QJsonObject SandboxFixture::get(const std::string &target, const http::Headers &more)
{
    return bodyOf(send("GET", target, "", more));
}

QJsonObject SandboxFixture::post(
    const std::string &target, const std::string &body, const http::Headers &more)
{
    return bodyOf(send("POST", target, body, more));
}

http::ClientAnswer SandboxFixture::postUnder(
    const std::string &key, const std::string &target, const std::string &body)
{
    return send("POST", target, body, { { "Idempotency-Key", key } });
}

QJsonObject SandboxFixture::control(const std::string &path, const QJsonObject &body)
{
    return bodyOf(send("POST", "/sandbox/" + path, compact(body)));
}

QStringList SandboxFixture::eventTypes()
{
    QStringList types;
    for (const auto &event : get("/v1/events?limit=100").value(u"data"_s).toArray()) {
        types.prepend(event.toObject().value(u"type"_s).toString());
    }
    return types;
}

QJsonObject bodyOf(const http::ClientAnswer &answer)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(answer.response.body)).object();
}

QJsonObject errorOf(const http::ClientAnswer &answer)
{
    return bodyOf(answer).value(u"error"_s).toObject();
}

std::string headerOf(const http::ClientAnswer &answer, const QString &name)
{
    const auto &headers = answer.response.headers;
    const auto found = std::find_if(headers.begin(), headers.end(), [&name](const auto &header) {
        return QString::fromStdString(header.first).compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == headers.end() ? "" : found->second;
}

std::string idOf(const QJsonObject &object)
{
    return textAt(object, u"id"_s);
}

QStringList idsOf(const QJsonObject &list)
{
    QStringList ids;
    for (const auto &entry : list.value(u"data"_s).toArray()) {
        ids.append(entry.toObject().value(u"id"_s).toString());
    }
    return ids;
}

} // namespace billhook::sandbox

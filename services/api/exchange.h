#pragma once

#include "services/api/callers.h"
#include "services/api/repeats.h"
#include "services/api/route.h"

#include <map>
#include <mutex>
#include <optional>

namespace billhook::observability {
class Log;
} // namespace billhook::observability

namespace billhook::api {

/** What all exchanges share. */
struct ExchangeParts
{
    Callers &callers;
    observability::Log &log;
    std::string databaseUrl;
    int requestsPerSecond = 0; ///< of one token; 0: as many as it likes
    std::mutex mutex{}; ///< guards `buckets`
    std::map<QString, std::pair<double, Callers::Clock::time_point>> buckets{}; ///< left, when; by token id
};

/**
 * One request and its answer, refused in the order of api.md: 401, another tenant's 404, 403, 415, 422. What
 * changes anything and its kept answer are committed together. On one thread at a time.
 */
class Exchange final
{
public:
    Exchange(ExchangeParts &parts, const ApiRoute &route, http::Request request, http::Respond respond);

    /** Without the database; false when that was enough to refuse. */
    bool admit();
    void carryOut(const domain::Result<postgres::Session *> &session); ///< answers
    void answer(http::Response response);

private:
    std::optional<http::Response> identify(postgres::Session &session);
    std::optional<http::Response> judgeAccess() const;
    std::optional<http::Response> judgeRate();
    std::optional<http::Response> judgeContent();
    http::Response handled(postgres::Session &session);
    http::Response repeatable(postgres::Session &session);
    domain::Result<http::Response> inTransaction(postgres::Session &session, const Repeatable *repeat);
    domain::Result<Answer> called(postgres::Session &session);
    http::Response failed(const domain::Error &error) const;
    Repeatable repeat(std::string_view key) const;

    ExchangeParts &m_parts;
    const ApiRoute m_route;
    http::Request m_request;
    http::Respond m_respond;
    Callers::Clock::time_point m_begun = Callers::Clock::now();
    Caller m_caller;
    std::map<std::string, std::string, std::less<>> m_path;
    QJsonObject m_body;
};

} // namespace billhook::api

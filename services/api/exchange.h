#pragma once

#include "services/api/callers.h"
#include "services/api/repeats.h"
#include "services/api/route.h"

#include <atomic>
#include <functional>
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
    bool reachesStripe = false; ///< there is a key
    std::function<void()> wakeOperations; ///< one was begun
    std::atomic<bool> hurried{ false }; ///< nothing waits for its operation any more
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
    /** Answers; false: it waits for an operation, call this again in a moment. */
    bool carryOut(const domain::Result<postgres::Session *> &session);
    void answer(http::Response response);

private:
    std::optional<http::Response> identify(postgres::Session &session);
    std::optional<http::Response> judgeAccess() const;
    std::optional<http::Response> judgeRate();
    std::optional<http::Response> judgeContent();
    http::Response handled(postgres::Session &session);
    std::optional<http::Response> answeredBefore(postgres::Session &session);
    void note(postgres::Session &session, const http::Response &response);
    http::Response inTransaction(postgres::Session &session);
    domain::Result<http::Response> accepted(postgres::Session &session, const Begun &begun);
    domain::Result<void> enter(postgres::Session &session) const;
    Call call(postgres::Session &session) const;
    domain::Result<Answer> called(postgres::Session &session) const;
    bool lookAgain(const domain::Result<postgres::Session *> &session);
    std::optional<http::Response> ended(postgres::Session &session);
    http::Response failed(const domain::Error &error) const;
    Repeatable repeat(std::string_view key) const;

    struct Awaited
    {
        Begun begun;
        http::Response accepted; ///< the answer where it takes too long
    };

    ExchangeParts &m_parts;
    const ApiRoute m_route;
    http::Request m_request;
    http::Respond m_respond;
    Callers::Clock::time_point m_begun = Callers::Clock::now();
    Caller m_caller;
    std::map<std::string, std::string, std::less<>> m_path;
    QJsonObject m_body;
    std::optional<Repeatable> m_repeat; ///< it has an Idempotency-Key, and is the first with it
    std::optional<Awaited> m_waiting;
};

} // namespace billhook::api

#pragma once

#include "models/domain/result.h"
#include "services/api/route.h"

#include <QByteArray>

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace billhook::api {

/**
 * Whose token it is. What the database said is believed for half a second, so that a revoked token ends
 * within one; of each address so many wrong tokens a minute are looked at and no more. Any thread.
 */
class Callers final
{
public:
    using Clock = std::chrono::steady_clock;

    /** The token of "Authorization: Bearer bh_..."; "" when there is none. */
    static std::string_view tokenOf(const http::Request &request);

    /** True when the address has sent too many wrong tokens within the last minute. */
    bool exhausted(const std::string &address, Clock::time_point now);

    /** Nothing for a token that is not in force. `session` is of the group billhook_api. */
    domain::Result<std::optional<Caller>> find(postgres::Session &session, std::string_view token,
        const std::string &address, Clock::time_point now);

private:
    struct Known
    {
        Caller caller;
        Clock::time_point until;
    };
    struct Failures
    {
        int count = 0;
        Clock::time_point since;
    };
    std::optional<Caller> remembered(const QByteArray &hash, Clock::time_point now);
    void remember(const QByteArray &hash, const Caller &caller, Clock::time_point now);
    void countWrong(const std::string &address, Clock::time_point now);

    std::mutex m_mutex; ///< guards what follows
    std::map<QByteArray, Known> m_known;
    std::map<std::string, Failures> m_failures; ///< by address
};

} // namespace billhook::api

#pragma once

#include "services/http/message.h"
#include "services/sandbox/api/apianswer.h"

#include <optional>
#include <set>
#include <string>

namespace billhook::sandbox {

/** What one Idempotency-Key has been used for: the calls that run, and the answers that are kept for a day.
 */
class Idempotency final
{
public:
    struct Replay
    {
        ApiAnswer answer;
        std::string firstRequestId;
    };

    /** The answer to repeat; a refusal when the key can't be used now; neither: go on, until finished(). */
    Attempt<std::optional<Replay>> begin(
        const std::string &key, const http::Request &request, const Store &store);
    void finished(const std::string &key) { m_running.erase(key); }

    /** Keeps the answer with the call's own changes. */
    static void keep(Transaction &transaction, const std::string &key, const http::Request &request,
        const ApiAnswer &answer, const std::string &requestId);

private:
    std::set<std::string> m_running;
};

} // namespace billhook::sandbox

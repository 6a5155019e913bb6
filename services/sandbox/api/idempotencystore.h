#pragma once

#include "services/sandbox/api/apianswer.h"
#include "services/sandbox/engine/calendar.h"

#include <map>
#include <optional>
#include <string>

namespace billhook::sandbox {

/** The answers given under an Idempotency-Key, kept for a day. */
class IdempotencyStore final
{
public:
    struct Kept
    {
        std::string fingerprint; ///< of what was asked
        std::string requestId; ///< of the first answer
        ApiAnswer answer;
        Seconds at = 0;
    };

    /** What was answered under `key` within the last 24 hours. */
    std::optional<Kept> find(const std::string &key, Seconds now);
    void keep(const std::string &key, Kept kept);

private:
    std::map<std::string, Kept> m_kept;
};

} // namespace billhook::sandbox

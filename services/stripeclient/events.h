#pragma once

#include "services/stripeclient/request.h"

#include <optional>
#include <string>
#include <vector>

namespace billhook::stripeclient {

struct EventFilter
{
    std::vector<std::string> types{}; ///< at most 20
    std::optional<std::int64_t> createdSince{}; ///< seconds since 1970, this second included
    std::optional<std::string> endingBefore{}; ///< only what is newer than this event, oldest first
    int limit = 100;
};

Request listEvents(const EventFilter &filter); ///< at most the last 30 days
Request retrieveEvent(std::string id);

} // namespace billhook::stripeclient

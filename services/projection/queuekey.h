#pragma once

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"

#include <string>
#include <vector>

namespace billhook::projection {

/** What names a row of event_queue. */
struct QueueKey
{
    std::string eventId;
    std::string receivedAt; ///< a timestamptz as PostgreSQL wrote it, to the microsecond
};

inline postgres::Parameters parametersOf(const QueueKey &key)
{
    postgres::Parameters parameters;
    parameters.text(key.eventId).text(key.receivedAt);
    return parameters;
}

inline postgres::Parameters parametersOf(const std::vector<QueueKey> &keys)
{
    postgres::Texts ids;
    postgres::Texts instants;
    for (const auto &key : keys) {
        ids.emplace_back(key.eventId);
        instants.emplace_back(key.receivedAt);
    }
    postgres::Parameters parameters;
    parameters.texts(ids).texts(instants);
    return parameters;
}

} // namespace billhook::projection

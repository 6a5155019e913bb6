#pragma once

#include "services/projection/factstore.h"
#include "services/projection/memory.h"
#include "services/stripe/eventreader.h"

#include <span>
#include <string>
#include <vector>

namespace billhook::projection {

/** A stored event on its way into the projection. */
struct StoredEvent
{
    std::string id;
    std::string payload; ///< the raw bytes
};

/** An event that can never be projected. */
struct UnreadableEvent
{
    std::string id;
    std::string detail;
    std::vector<domain::ObjectKey> objects; ///< it is about, as far as they can be told
};

struct ReadEvent
{
    std::string id;
    stripe::EventFacts facts;
    Ids locks; ///< that its projection needs
};

/** The first stage: what a batch of events says, and what must be locked before it is compared with what is
 * known. */
struct Batch
{
    std::vector<ReadEvent> events;
    std::vector<UnreadableEvent> unreadable;

    /** All that its events need. */
    Ids locks() const;
};

Batch readBatch(stripe::EventReader &reader, const Memory &memory, std::span<const StoredEvent> events);

} // namespace billhook::projection

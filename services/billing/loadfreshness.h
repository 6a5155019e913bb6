#pragma once

#include "models/domain/result.h"
#include "services/billing/freshness.h"
#include "services/events/queuecursor.h"

#include <QFuture>

#include <memory>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

class Database;

/** Reads what the window says about itself; cheap enough for every few seconds. */
class LoadFreshness final
{
public:
    explicit LoadFreshness(Database &database);

    QFuture<domain::Result<Freshness>> load() const;

    /** In the calling thread, over a session with the area "live"; `queue` is of that thread. */
    static domain::Result<Freshness> read(postgres::Session &session, events::QueueCursor &queue);

private:
    Database &m_database;
    std::shared_ptr<events::QueueCursor> m_queue; ///< of the lane's thread
};

} // namespace billhook::billing

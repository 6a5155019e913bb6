#pragma once

#include "models/domain/result.h"
#include "services/billing/freshness.h"

#include <QFuture>

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

    /** In the calling thread, over a session with the area "live". */
    static domain::Result<Freshness> read(postgres::Session &session);

private:
    Database &m_database;
};

} // namespace billhook::billing

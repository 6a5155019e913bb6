#pragma once

#include "models/domain/result.h"
#include "services/billing/dashboard.h"
#include "services/billing/daterange.h"

#include <QFuture>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

class Database;

/**
 * The parts of the first screen, each readable by itself. Every statement reads rollups, counters or a
 * partial index, never a table of subscriptions or events from end to end.
 */
class LoadDashboard final
{
public:
    explicit LoadDashboard(Database &database);

    QFuture<domain::Result<RevenueFigures>> revenue(const RangeChoice &choice) const;
    QFuture<domain::Result<CounterFigures>> counters(const RangeChoice &choice) const;
    QFuture<domain::Result<FailedPayments>> failedPayments() const;
    QFuture<domain::Result<ExpiringSoon>> expiringSoon() const;

    // The same in the calling thread, over a session with the area "dashboard".
    static domain::Result<RevenueFigures> readRevenue(postgres::Session &session, const RangeChoice &choice);
    static domain::Result<CounterFigures> readCounters(postgres::Session &session, const RangeChoice &choice);
    static domain::Result<FailedPayments> readFailedPayments(postgres::Session &session);
    static domain::Result<ExpiringSoon> readExpiringSoon(postgres::Session &session);

private:
    Database &m_database;
};

} // namespace billhook::billing

#pragma once

#include "models/domain/daterange.h"
#include "models/domain/result.h"
#include "services/billing/dashboard.h"

#include <QFuture>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

struct Basis;
class Database;

/**
 * The parts of the first screen, each readable by itself. Every statement reads rollups, counters or a
 * partial index, never a table of subscriptions or events from end to end. Two connections share them about
 * evenly: revenue and failed payments, counters and what expires.
 */
class LoadDashboard final
{
public:
    explicit LoadDashboard(Database &database);

    QFuture<domain::Result<RevenueFigures>> revenue(const domain::RangeChoice &choice) const;
    QFuture<domain::Result<CounterFigures>> counters(const domain::RangeChoice &choice) const;
    QFuture<domain::Result<FailedPayments>> failedPayments() const;
    QFuture<domain::Result<ExpiringSoon>> expiringSoon() const;

    // The same in the calling thread, over a session with the area "dashboard".
    static domain::Result<RevenueFigures> readRevenue(
        postgres::Session &session, const domain::RangeChoice &choice);
    /** Every month since the first movement; nothing is compared. */
    static domain::Result<RevenueFigures> readEveryMonth(postgres::Session &session);
    static domain::Result<CounterFigures> readCounters(
        postgres::Session &session, const domain::RangeChoice &choice);
    static domain::Result<FailedPayments> readFailedPayments(postgres::Session &session);
    static domain::Result<ExpiringSoon> readExpiringSoon(postgres::Session &session);

private:
    static domain::Result<RevenueFigures> readRevenueOver(
        postgres::Session &session, const Basis &basis, const domain::DateRange &range);

    Database &m_database;
};

} // namespace billhook::billing

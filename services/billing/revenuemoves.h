#pragma once

#include "models/analytics/movements.h"
#include "models/domain/result.h"

#include <QDate>
#include <QString>

#include <vector>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

/** What MRR changed by, or part of it. */
struct RevenueMove
{
    QString currency;
    QDate day; ///< in the reporting zone
    analytics::MovementKind kind = analytics::MovementKind::New;
    qint64 amount = 0; ///< signed, minor units a year
};

/** All before `to`, in no order; what lies before `from` is dated the day before it. */
domain::Result<std::vector<RevenueMove>> readRevenueMoves(postgres::Session &session, QDate from, QDate to);

} // namespace billhook::billing

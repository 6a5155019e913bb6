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

struct DayAmount
{
    QDate day; ///< in the reporting zone
    qint64 amount = 0; ///< signed, minor units a year
};

/** What MRR of one currency changed by in one way; in any order, a day perhaps in parts. */
struct RevenueMoves
{
    QString currency;
    analytics::MovementKind kind = analytics::MovementKind::New;
    std::vector<DayAmount> days;
};

/** All before `to`; what lies before `from` is dated the day before it. */
domain::Result<std::vector<RevenueMoves>> readRevenueMoves(postgres::Session &session, QDate from, QDate to);

} // namespace billhook::billing

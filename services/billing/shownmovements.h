#pragma once

#include "services/billing/dashboard.h"

namespace billhook::billing {

/**
 * The columns as whole multiples of `unit` (annual minor units: 12 shows MRR in minor units, 120,000 shows
 * tenths of thousands of a currency with cents). Opening and closing are rounded half away from zero, the
 * lines share what lies between by largest remainder, so each shown column adds up when the exact one does.
 */
QList<PeriodFigures> shownMovements(const QList<PeriodFigures> &annual, qint64 unit);

/** Whether every column adds up, each opening is the closing before it, and the last closing is the
 * headline's balance. */
bool movementsAddUp(const RevenueFigures &figures);

/** MRR by paying customer in minor units, rounded half away from zero; nothing without customers. */
std::optional<qint64> revenuePerCustomer(qint64 annual, qint64 payingCustomers);

/** Per mille of the change from `before` to `now`, rounded half away from zero; nothing when there was
 * nothing before. */
std::optional<qint64> changePerMille(qint64 before, qint64 now);

} // namespace billhook::billing

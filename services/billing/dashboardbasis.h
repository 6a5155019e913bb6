#pragma once

#include "models/domain/result.h"
#include "services/billing/converter.h"

#include <QDate>
#include <QDateTime>
#include <QString>
#include <QStringList>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

/** What every figure is computed against; the clock is the database's. */
struct Basis
{
    QString zone; ///< IANA name of the reporting zone
    QString currency; ///< the reporting currency, lower case
    QString profile;
    QDateTime now; ///< UTC
    QDate today; ///< in the reporting zone
    QDate earliest; ///< first day with a movement; invalid when there is none
};

domain::Result<Basis> readBasis(postgres::Session &session);

/** Rates for the days [from, to); without another currency than the reporting one nothing is read. */
domain::Result<Converter> readRates(
    postgres::Session &session, const Basis &basis, QStringList currencies, QDate from, QDate to);

} // namespace billhook::billing

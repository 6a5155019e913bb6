#pragma once

#include "models/domain/daterange.h"
#include "models/domain/result.h"
#include "services/billing/dashboard.h"

#include <QFuture>

#include <functional>

namespace billhook::overview {

/** Where the overview's parts come from; each call starts one background read. */
struct OverviewSource
{
    std::function<QFuture<domain::Result<billing::RevenueFigures>>(const domain::RangeChoice &)> revenue;
    std::function<QFuture<domain::Result<billing::CounterFigures>>(const domain::RangeChoice &)> counters;
    std::function<QFuture<domain::Result<billing::FailedPayments>>()> failedPayments;
    std::function<QFuture<domain::Result<billing::ExpiringSoon>>()> expiringSoon;
};

} // namespace billhook::overview

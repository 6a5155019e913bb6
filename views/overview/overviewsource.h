#pragma once

#include "models/domain/result.h"
#include "services/billing/dashboard.h"
#include "services/billing/daterange.h"

#include <QFuture>

#include <functional>

namespace billhook::overview {

/** Where the overview's parts come from; each call starts one background read. */
struct OverviewSource
{
    std::function<QFuture<domain::Result<billing::RevenueFigures>>(const billing::RangeChoice &)> revenue;
    std::function<QFuture<domain::Result<billing::CounterFigures>>(const billing::RangeChoice &)> counters;
    std::function<QFuture<domain::Result<billing::FailedPayments>>()> failedPayments;
    std::function<QFuture<domain::Result<billing::ExpiringSoon>>()> expiringSoon;
};

} // namespace billhook::overview

#pragma once

#include "services/billing/dashboard.h"
#include "views/widgets/metriccard.h"

#include <QString>

#include <optional>

/** The six figures as ready texts. */
namespace billhook::overview {

widgets::Metric mrrMetric(const billing::RevenueFigures &revenue);
widgets::Metric arrMetric(const billing::RevenueFigures &revenue);
widgets::Metric arpcMetric(const billing::RevenueFigures &revenue, const billing::CounterFigures &counters);
widgets::Metric subscribersMetric(const billing::CounterFigures &counters);
widgets::Metric trialingMetric(const billing::CounterFigures &counters, const billing::ExpiringSoon &soon);
widgets::Metric atRiskMetric(const billing::CounterFigures &counters);

/** How the recurring figures are made: the policy and, of several currencies, each one's share. */
QString revenueExplanation(const billing::RevenueFigures &revenue);
/** What MRR and ARR don't know, and the list of it. */
widgets::CardNotice unknownNotice(const billing::UnknownFigures &unknown);
QString atRiskExplanation(const billing::CounterFigures &counters);

} // namespace billhook::overview

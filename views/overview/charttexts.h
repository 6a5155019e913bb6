#pragma once

#include "services/billing/dashboard.h"
#include "views/charts/chartdata.h"
#include "views/widgets/looks.h"

#include <QString>

/** The line over the range and the movements as ready chart data. Chart values are MRR in minor units. */
namespace billhook::overview {

struct LineTexts
{
    charts::LineChartData data;
    QString title; ///< "MRR over 12 months"
    QString period; ///< "1 Dec 2025 – 18 Nov 2026"
    QString comparison; ///< "previous 12 months"; empty without one
};

LineTexts lineTexts(const billing::RevenueFigures &revenue);

struct MovementTexts
{
    charts::MovementData data;
    QString meta; ///< simple rich text: net new in the range, and in the running column
    widgets::BadgeText badge; ///< whether opening + moves = closing holds
};

MovementTexts movementTexts(const billing::RevenueFigures &revenue);

/** "12 months", "30 days", "2026 so far" ... of a title or a comparison. */
QString rangeName(domain::RangePreset preset);

} // namespace billhook::overview

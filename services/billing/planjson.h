#pragma once

#include "models/domain/plan.h"
#include "models/domain/result.h"

#include <QJsonObject>

namespace billhook::billing {

/** A plan as the API and the command line show it; money in minor units. */
QJsonObject planJson(const domain::Plan &plan);

/**
 * What a body says about a plan, over what it was before; what is not named stays. `price_amount, currency,
 * interval, interval_count` name the default price, `prices` all active ones. InvalidInput names, by their
 * pointers, all fields that are unknown, of the wrong type, missing, or of a value that no plan can have.
 */
domain::Result<domain::PlanTerms> termsFrom(const QJsonObject &body, const domain::PlanTerms &before);

} // namespace billhook::billing

#pragma once

#include "services/sandbox/engine/refusal.h"

#include <QJsonObject>

#include <optional>

namespace billhook::sandbox {

/**
 * What a price costs, out of the parameters it is made with: amounts, tiers, currency options, checked
 * against each other and the currency.
 */
Attempt<QJsonObject> pricingOf(const QJsonObject &given);

/** The `currency_options` of a price whose amounts are known. */
Attempt<QJsonObject> currencyOptionsOf(const QJsonObject &pricing, const QJsonObject &given);

} // namespace billhook::sandbox

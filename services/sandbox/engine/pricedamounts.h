#pragma once

#include "services/sandbox/engine/calendar.h"

#include <QJsonObject>
#include <QJsonValue>

#include <cstdint>
#include <vector>

namespace billhook::sandbox {

// Amounts are minor units. Every rounding here is to the nearest unit, halves away from zero.

/** What a quantity of a price costs: per unit, in tiers, in packages. */
std::int64_t amountOf(const QJsonObject &price, std::int64_t quantity);

/** The part of an amount that belongs to `part` of `whole` seconds. */
std::int64_t prorated(std::int64_t amount, Seconds part, Seconds whole);

/** What `percent`, a number such as 12.5, takes off an amount. */
std::int64_t percentageOf(std::int64_t amount, const QJsonValue &percent);

/** Shares `total` out in proportion to the weights; the shares add up to it. */
std::vector<std::int64_t> sharedOut(std::int64_t total, const std::vector<std::int64_t> &weights);

} // namespace billhook::sandbox

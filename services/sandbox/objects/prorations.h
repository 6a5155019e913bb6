#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <cstdint>

namespace billhook::sandbox {

/** What an item costs for a whole period, with the percentages that run taken off. */
std::int64_t netAmount(
    const Transaction &transaction, const QJsonObject &subscription, const QJsonObject &item);

/** An invoice item that gives back what is left of the item's period at `at`. */
void creditUnused(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &item, Seconds at);

/** One that charges for what is left of the subscription's period. */
void chargeRemaining(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &item, Seconds at);

/** Credits and charges for every item that differs, in that order for each. */
void prorateChange(Transaction &transaction, const QJsonObject &before, const QJsonObject &after, Seconds at);

/** Credits for all that was paid in advance. */
void creditAll(Transaction &transaction, const QJsonObject &subscription, Seconds at);

} // namespace billhook::sandbox

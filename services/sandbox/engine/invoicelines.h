#pragma once

#include "services/sandbox/engine/eventwriter.h"
#include "services/sandbox/engine/records.h"

#include <vector>

namespace billhook::sandbox {

/** The amount of one period for a quantity, graduated tiers included; minor units. */
std::int64_t periodAmount(const Price &price, std::int64_t quantity);

/** What the subscription's current period costs, before discounts; metered items bill `usage` units. */
std::vector<InvoiceLine> periodLines(
    const Subscription &subscription, std::int64_t usage, EventWriter &events);

/** A credit for the unused time of `before` and a charge for the rest of the period at `after`. */
std::vector<InvoiceLine> prorationLines(
    const Subscription &subscription, const Item &before, const Item &after, Seconds at, EventWriter &events);

/** Takes the discounts running at the invoice's creation off its lines and sums the invoice up. */
void settleAmounts(Invoice &invoice, const Subscription &subscription, const Customer &customer);

} // namespace billhook::sandbox

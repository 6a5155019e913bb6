#pragma once

#include "services/billing/planchanges.h"
#include "services/stripeclient/client.h"

#include <QJsonObject>

#include <string>

namespace billhook::billing {

/**
 * What it takes to make a plan of a product that somebody made at Stripe. Name, description, prices and
 * default price are Stripe's, slug and limits those of the product's metadata, and `body` (as for a change)
 * stands over them. InvalidInput: `not_a_plan` for a tiered or metered product, or one without a recurring
 * price. Waits for Stripe: worker threads only.
 */
domain::Result<operations::Intention> linkPlan(stripeclient::Client &client, const std::string &productId,
    const QJsonObject &body, const Caller &caller);

} // namespace billhook::billing

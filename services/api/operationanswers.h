#pragma once

#include "services/api/route.h"
#include "services/operations/operation.h"

#include <QJsonObject>

namespace billhook::api {

/** As api.md shows it. */
QJsonObject operationJson(const operations::Operation &operation);

/** 202: it goes on, and where to look. */
Answer acceptedAnswer(const operations::Operation &operation);

/** Why one that failed did: 402 `card_declined`, else 422 `stripe_refused`, with Stripe's own code. */
Answer failureAnswer(const operations::Operation &operation);

} // namespace billhook::api

#pragma once

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/records.h"

#include <QJsonArray>
#include <QJsonObject>

#include <vector>

namespace billhook::sandbox {

// The catalogue's records as Stripe sends them in webhooks: tiers are left out, as at Stripe without expand.

QJsonObject productObject(const Product &product);
QJsonObject priceObject(const Price &price);
QJsonArray tierObjects(const Price &price);
QJsonObject planObject(const Price &price); ///< the older twin that subscriptions still carry
QJsonObject couponObject(const Coupon &coupon);
QJsonObject discountObject(const Discount &discount, const ApiShape &shape);
QJsonArray discountIds(const std::vector<Discount> &discounts);

} // namespace billhook::sandbox

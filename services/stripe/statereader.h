#pragma once

#include "models/domain/fact.h"
#include "models/domain/result.h"
#include "services/stripe/jsonview.h"
#include "services/stripe/objecttype.h"

#include <string>
#include <vector>

namespace billhook::stripe {

/**
 * The mirrored fields of a Stripe object, the same for both shapes (before and after 2025-03-31.basil): ids
 * where Stripe sends ids or objects, the period from the subscription or its items, amounts as exact
 * decimals. InvalidInput names the field that has a wrong type. PaymentFailure takes the charge or the
 * payment intent.
 */
domain::Result<domain::State> readState(const ObjectType &type, JsonView object);

/** The names of the fields that `previous` (previous_attributes) speaks of, sorted. */
std::vector<std::string> listedFields(const ObjectType &type, JsonView previous);

/** The terms of a coupon that never change, without what its owner may edit. */
domain::Result<domain::State> readCouponTerms(JsonView coupon);
void readTermsOfCoupon(StateBuilder &state, JsonView coupon);

/** The coupon of a discount in either shape: an object or an id. */
JsonView couponOf(JsonView discount);

} // namespace billhook::stripe

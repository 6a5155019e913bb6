#pragma once

#include "services/stripe/jsonview.h"
#include "services/stripe/statebuilder.h"

#include <string>
#include <vector>

namespace billhook::stripe {

/**
 * A subscription of either shape. `items` is an array in order of item id, each with "id", "price" (its terms
 * where the event carries them, else its id alone), "quantity", its period and its "discounts" as ids;
 * `discounts` are ids in Stripe's order; the period is the least over the items.
 */
void readSubscription(StateBuilder &state, JsonView object);

/** Adds the fields of the period where previous_attributes give one for an item. */
void addListedPeriods(std::vector<std::string> &fields, JsonView previousItems);

} // namespace billhook::stripe

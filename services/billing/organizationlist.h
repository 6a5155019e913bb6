#pragma once

#include "services/billing/listreader.h"

namespace billhook::billing {

/**
 * The organizations, as domain::OrganizationRow. Sorted by name (by ICU), status (what needs attention
 * first), plan (then by quantity), mrr (in the reporting currency), currency (then by amount), members and
 * renewal (organizations without one come last in either order); filtered by status, plan, currency and
 * archived; found by name, id or Stripe customer.
 */
const ListDefinition &organizationList();

} // namespace billhook::billing

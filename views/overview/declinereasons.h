#pragma once

#include <QString>

namespace billhook::overview {

/** What a decline means, in words; an unknown code is shown as it is, without underscores. */
QString declineReason(const QString &code, const QString &declineCode);

/**
 * After these Stripe goes on with its schedule but charges nothing until there is another payment method
 * (stripe.md §10).
 */
bool needsNewCard(const QString &code, const QString &declineCode);

} // namespace billhook::overview

#pragma once

#include <QString>

#include <cstdint>

namespace billhook::overview {

/** What a decline means, in words; an unknown code is shown as it is, without underscores. */
QString declineReason(const QString &code, const QString &declineCode);

/** What gets the money in. */
enum class Remedy : std::uint8_t
{
    AnotherTry, ///< Stripe's schedule does it
    NewCard, ///< Stripe goes on with its schedule but charges nothing until there is another payment method
    Confirmation ///< the card is good; its holder has to confirm the payment to the bank
};

Remedy remedyFor(const QString &code, const QString &declineCode);

} // namespace billhook::overview

#pragma once

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/records.h"

#include <QJsonObject>

#include <string>

namespace billhook::sandbox {

/** Why a card was refused. `code` is Stripe's error code, `declineCode` the bank's; empty: accepted. */
struct Decline
{
    std::string code;
    std::string declineCode;
    std::string message;
};

/** The decline for one of Stripe's decline codes (insufficient_funds, expired_card, lost_card, ...). */
Decline declineFor(const std::string &declineCode);

QJsonObject failedChargeObject(const Invoice &invoice, const Customer &customer, const Decline &decline,
    Seconds at, const ApiShape &shape);

QJsonObject failedPaymentIntentObject(const Invoice &invoice, const Customer &customer,
    const Decline &decline, Seconds at, const ApiShape &shape);

} // namespace billhook::sandbox

#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <cstdint>
#include <string>

namespace billhook::sandbox {

const ObjectKind &chargeKind();

/** Whether the customer is there to answer their bank's question. */
enum class Presence
{
    OnSession,
    OffSession,
    Authenticated, ///< has just answered it
};

enum class Paid
{
    Succeeded,
    NeedsAction,
    Declined,
};

struct PaymentOutcome
{
    Paid result = Paid::Succeeded;
    QJsonObject intent; ///< as it is now
    std::string declineCode; ///< empty unless it was declined
};

/** What a payment intent begins with. */
struct IntentSpec
{
    std::int64_t amount = 0;
    std::string currency;
    QJsonValue customer = {};
    QJsonValue description = {};
    QJsonValue invoice = {}; ///< id
};

QJsonObject newIntent(Transaction &transaction, const IntentSpec &spec);

/** Charges the intent's amount to the payment method and tells how that went. */
PaymentOutcome confirmIntent(
    Transaction &transaction, const QJsonObject &intent, const QJsonObject &method, Presence presence);

/** Gives it up, where nothing has been paid. */
QJsonObject cancelIntent(Transaction &transaction, const QJsonObject &intent, const QJsonValue &reason);

} // namespace billhook::sandbox

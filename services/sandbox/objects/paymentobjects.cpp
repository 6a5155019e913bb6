#include "services/sandbox/objects/paymentobjects.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/customerobjects.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject paymentError(const Invoice &invoice, const Customer &customer, const Decline &decline)
{
    return { { u"charge"_s, text(invoice.chargeId) }, { u"code"_s, text(decline.code) },
        { u"decline_code"_s, textOrNull(decline.declineCode) },
        { u"doc_url"_s,
            QJsonValue(u"https://stripe.com/docs/error-codes/"_s + QString::fromStdString(decline.code)) },
        { u"message"_s, text(decline.message) },
        { u"payment_method"_s, paymentMethodObject(*customer.card, customer, customer.id) },
        { u"type"_s, u"card_error"_s } };
}

QJsonObject outcome(const Decline &decline)
{
    return { { u"advice_code"_s, null() }, { u"network_status"_s, u"declined_by_network"_s },
        { u"reason"_s, text(decline.declineCode) }, { u"risk_level"_s, u"normal"_s },
        { u"seller_message"_s, text(decline.message) }, { u"type"_s, u"issuer_declined"_s } };
}

} // namespace

Decline declineFor(const std::string &declineCode)
{
    if (declineCode == "expired_card") {
        return { "expired_card", declineCode, "Your card has expired." };
    }
    if (declineCode == "insufficient_funds") {
        return { "card_declined", declineCode, "Your card has insufficient funds." };
    }
    if (declineCode == "authentication_required") {
        return { "authentication_required", declineCode,
            "Your card was declined. This transaction requires authentication." };
    }
    return { "card_declined", declineCode, "Your card was declined." };
}

QJsonObject failedChargeObject(const Invoice &invoice, const Customer &customer, const Decline &decline,
    Seconds at, const ApiShape &shape)
{
    QJsonObject object{ { u"id"_s, text(invoice.chargeId) }, { u"object"_s, u"charge"_s },
        { u"amount"_s, number(invoice.remaining()) }, { u"amount_captured"_s, 0 },
        { u"amount_refunded"_s, 0 }, { u"balance_transaction"_s, null() }, { u"captured"_s, false },
        { u"created"_s, number(at) }, { u"currency"_s, text(invoice.currency) },
        { u"customer"_s, text(customer.id) }, { u"description"_s, u"Subscription update"_s },
        { u"disputed"_s, false }, { u"failure_code"_s, text(decline.code) },
        { u"failure_message"_s, text(decline.message) }, { u"livemode"_s, false },
        { u"metadata"_s, QJsonObject() }, { u"outcome"_s, outcome(decline) }, { u"paid"_s, false },
        { u"payment_intent"_s, text(invoice.paymentIntentId) },
        { u"payment_method"_s, text(customer.card->id) },
        { u"payment_method_details"_s,
            QJsonObject{ { u"card"_s, cardDetails(*customer.card) }, { u"type"_s, u"card"_s } } },
        { u"receipt_email"_s, text(customer.email) }, { u"refunded"_s, false },
        { u"status"_s, u"failed"_s } };
    if (!shape.basil) {
        object.insert(u"invoice"_s, text(invoice.id));
    }
    return object;
}

QJsonObject failedPaymentIntentObject(const Invoice &invoice, const Customer &customer,
    const Decline &decline, Seconds at, const ApiShape &shape)
{
    const bool authenticate = decline.declineCode == "authentication_required";
    QJsonObject object{ { u"id"_s, text(invoice.paymentIntentId) }, { u"object"_s, u"payment_intent"_s },
        { u"amount"_s, number(invoice.remaining()) }, { u"amount_capturable"_s, 0 },
        { u"amount_received"_s, 0 }, { u"capture_method"_s, u"automatic"_s },
        { u"confirmation_method"_s, u"automatic"_s },
        { u"created"_s, number(invoice.finalizedAt.value_or(at)) }, { u"currency"_s, text(invoice.currency) },
        { u"customer"_s, text(customer.id) }, { u"description"_s, u"Subscription update"_s },
        { u"last_payment_error"_s, paymentError(invoice, customer, decline) },
        { u"latest_charge"_s, text(invoice.chargeId) }, { u"livemode"_s, false },
        { u"metadata"_s, QJsonObject() }, { u"next_action"_s, null() }, { u"payment_method"_s, null() },
        { u"payment_method_types"_s, QJsonArray{ u"card"_s } }, { u"setup_future_usage"_s, u"off_session"_s },
        { u"status"_s, authenticate ? u"requires_action"_s : u"requires_payment_method"_s } };
    if (shape.basil) {
        object.insert(u"payment_details"_s,
            QJsonObject{ { u"customer_reference"_s, null() }, { u"order_reference"_s, text(invoice.id) } });
    } else {
        object.insert(u"invoice"_s, text(invoice.id));
    }
    return object;
}

} // namespace billhook::sandbox

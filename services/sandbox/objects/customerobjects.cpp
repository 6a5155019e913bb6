#include "services/sandbox/objects/customerobjects.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/catalogobjects.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject addressObject(const std::string &country)
{
    return { { u"city"_s, null() }, { u"country"_s, text(country) }, { u"line1"_s, null() },
        { u"line2"_s, null() }, { u"postal_code"_s, null() }, { u"state"_s, null() } };
}

} // namespace

QJsonObject customerObject(const Customer &customer, const ApiShape &shape)
{
    const QJsonObject invoiceSettings{ { u"custom_fields"_s, null() },
        { u"default_payment_method"_s, customer.card ? text(customer.card->id) : null() },
        { u"footer"_s, null() }, { u"rendering_options"_s, null() } };
    return { { u"id"_s, text(customer.id) }, { u"object"_s, u"customer"_s },
        { u"address"_s, addressObject(customer.country) }, { u"balance"_s, 0 },
        { u"created"_s, number(customer.created) }, { u"currency"_s, text(customer.currency) },
        { u"default_source"_s, null() }, { u"delinquent"_s, customer.delinquent },
        { u"description"_s, null() },
        { u"discount"_s, customer.discount ? QJsonValue(discountObject(*customer.discount, shape)) : null() },
        { u"email"_s, text(customer.email) }, { u"invoice_prefix"_s, text(customer.invoicePrefix) },
        { u"invoice_settings"_s, invoiceSettings }, { u"livemode"_s, false },
        { u"metadata"_s, metadataObject(customer.metadata) }, { u"name"_s, text(customer.name) },
        { u"phone"_s, null() }, { u"preferred_locales"_s, QJsonArray() }, { u"shipping"_s, null() },
        { u"tax_exempt"_s, u"none"_s }, { u"test_clock"_s, null() } };
}

QJsonObject cardDetails(const Card &card)
{
    return { { u"brand"_s, text(card.brand) },
        { u"checks"_s,
            QJsonObject{ { u"address_line1_check"_s, null() }, { u"address_postal_code_check"_s, null() },
                { u"cvc_check"_s, u"pass"_s } } },
        { u"country"_s, text(card.country) }, { u"display_brand"_s, text(card.brand) },
        { u"exp_month"_s, card.expiryMonth }, { u"exp_year"_s, card.expiryYear },
        { u"fingerprint"_s, text(card.fingerprint) }, { u"funding"_s, text(card.funding) },
        { u"generated_from"_s, null() }, { u"last4"_s, text(card.last4) },
        { u"networks"_s,
            QJsonObject{ { u"available"_s, QJsonArray{ text(card.brand) } }, { u"preferred"_s, null() } } },
        { u"three_d_secure_usage"_s, QJsonObject{ { u"supported"_s, true } } }, { u"wallet"_s, null() } };
}

QJsonObject paymentMethodObject(const Card &card, const Customer &customer, const std::string &customerId)
{
    const QJsonObject billing{ { u"address"_s, addressObject(customer.country) },
        { u"email"_s, text(card.email) }, { u"name"_s, text(customer.name) }, { u"phone"_s, null() },
        { u"tax_id"_s, null() } };
    return { { u"id"_s, text(card.id) }, { u"object"_s, u"payment_method"_s },
        { u"allow_redisplay"_s, u"always"_s }, { u"billing_details"_s, billing },
        { u"card"_s, cardDetails(card) }, { u"created"_s, number(card.created) },
        { u"customer"_s, textOrNull(customerId) }, { u"livemode"_s, false }, { u"metadata"_s, QJsonObject() },
        { u"type"_s, u"card"_s } };
}

QJsonObject checkoutSessionObject(const Customer &customer, Seconds at, EventWriter &events)
{
    return { { u"id"_s, text(events.newId("cs_test", 58)) }, { u"object"_s, u"checkout.session"_s },
        { u"created"_s, number(at) }, { u"currency"_s, text(customer.currency) },
        { u"customer"_s, text(customer.id) }, { u"livemode"_s, false }, { u"metadata"_s, QJsonObject() },
        { u"mode"_s, u"subscription"_s }, { u"payment_status"_s, u"paid"_s },
        { u"status"_s, u"complete"_s } };
}

QJsonObject portalSessionObject(const Customer &customer, Seconds at, EventWriter &events)
{
    return { { u"id"_s, text(events.newId("bps")) }, { u"object"_s, u"billing_portal.session"_s },
        { u"created"_s, number(at) }, { u"customer"_s, text(customer.id) }, { u"livemode"_s, false },
        { u"locale"_s, u"auto"_s }, { u"return_url"_s, null() } };
}

} // namespace billhook::sandbox

#include "services/stripe/statereader.h"

#include "services/stripe/statebuilder.h"
#include "services/stripe/subscriptionreader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace billhook::stripe {

using domain::ObjectKind;

namespace {

void readCustomer(StateBuilder &state, JsonView object)
{
    state.text("name", object["name"]);
    state.text("email", object["email"]);
    state.text("currency", object["currency"]);
    state.text("country", object["address"]["country"]);
    state.instant("created", object["created"]);
    state.boolean("delinquent", object["delinquent"]);
    state.id("default_payment_method", object["invoice_settings"]["default_payment_method"]);
    state.id("discount", object["discount"]);
    state.hash("metadata", object["metadata"]);
}

void readInvoice(StateBuilder &state, JsonView object)
{
    const auto parent = object["parent"]["subscription_details"]["subscription"];
    state.text("number", object["number"]);
    state.id("customer", object["customer"]);
    state.id("subscription", parent.isNothing() ? object["subscription"] : parent);
    state.text("status", object["status"]);
    state.text("currency", object["currency"]);
    for (const auto *field :
        { "amount_due", "amount_paid", "amount_remaining", "total", "subtotal", "attempt_count" }) {
        state.integer(field, object[field]);
    }
    state.boolean("attempted", object["attempted"]);
    state.text("billing_reason", object["billing_reason"]);
    state.text("collection_method", object["collection_method"]);
    for (const auto *field :
        { "created", "due_date", "next_payment_attempt", "period_start", "period_end" }) {
        state.instant(field, object[field]);
    }
}

void readPaymentMethod(StateBuilder &state, JsonView object)
{
    const auto card = object["card"];
    state.id("customer", object["customer"]);
    state.text("type", object["type"]);
    state.text("brand", card["brand"]);
    state.text("last4", card["last4"]);
    state.integer("exp_month", card["exp_month"]);
    state.integer("exp_year", card["exp_year"]);
    state.instant("created", object["created"]);
}

void readProduct(StateBuilder &state, JsonView object)
{
    state.text("name", object["name"]);
    state.boolean("active", object["active"]);
    state.text("description", object["description"]);
    state.hash("metadata", object["metadata"]);
    state.instant("created", object["created"]);
}

void readPrice(StateBuilder &state, JsonView object)
{
    const auto recurring = object["recurring"];
    const auto exact = object["unit_amount_decimal"];
    state.id("product", object["product"]);
    state.boolean("active", object["active"]);
    state.text("currency", object["currency"]);
    state.decimal("unit_amount", exact.isNothing() ? object["unit_amount"] : exact);
    state.text("recurring_interval", recurring["interval"]);
    state.integer("interval_count", recurring["interval_count"]);
    state.text("usage_type", recurring["usage_type"]);
    state.text("tiers_mode", object["tiers_mode"]);
    state.json("tiers", object["tiers"]);
    state.json("transform_quantity", object["transform_quantity"]);
    state.text("nickname", object["nickname"]);
    state.text("lookup_key", object["lookup_key"]);
    state.hash("metadata", object["metadata"]);
    state.instant("created", object["created"]);
}

void readTermsOfCoupon(StateBuilder &state, JsonView object)
{
    state.decimal("percent_off", object["percent_off"]);
    state.integer("amount_off", object["amount_off"]);
    state.text("currency", object["currency"]);
    state.text("duration", object["duration"]);
    state.integer("duration_in_months", object["duration_in_months"]);
}

void readCoupon(StateBuilder &state, JsonView object)
{
    readTermsOfCoupon(state, object);
    state.text("name", object["name"]);
    state.boolean("valid", object["valid"]);
    state.instant("created", object["created"]);
}

void readDiscount(StateBuilder &state, JsonView object)
{
    state.id("coupon", couponOf(object));
    state.id("customer", object["customer"]);
    state.id("subscription", object["subscription"]);
    state.id("subscription_item", object["subscription_item"]);
    state.instant("start", object["start"]);
    state.instant("end", object["end"]);
    state.instant("created", object["start"]);
}

void readPaymentFailure(StateBuilder &state, JsonView object)
{
    const bool isCharge = object["object"].text() == "charge";
    const auto error = object["last_payment_error"];
    state.id("customer", object["customer"]);
    state.id("invoice", object["invoice"].isNothing() ? object["metadata"]["invoice"] : object["invoice"]);
    state.integer("amount", object["amount"]);
    state.text("currency", object["currency"]);
    state.text("code", isCharge ? object["failure_code"] : error["code"]);
    state.text("decline_code", isCharge ? object["outcome"]["reason"] : error["decline_code"]);
}

/** Where a field of ours stands under another name in Stripe's object. */
struct Source
{
    ObjectKind kind;
    std::string_view key;
    std::string_view field;
};

constexpr std::array sources{
    Source{ ObjectKind::Subscription, "plan", "items" },
    Source{ ObjectKind::Subscription, "quantity", "items" },
    Source{ ObjectKind::Subscription, "discount", "discounts" },
    Source{ ObjectKind::Subscription, "cancellation_details", "cancellation_reason" },
    Source{ ObjectKind::Customer, "address", "country" },
    Source{ ObjectKind::Customer, "invoice_settings", "default_payment_method" },
    Source{ ObjectKind::Invoice, "parent", "subscription" },
    Source{ ObjectKind::PaymentMethod, "card", "brand" },
    Source{ ObjectKind::PaymentMethod, "card", "exp_month" },
    Source{ ObjectKind::PaymentMethod, "card", "exp_year" },
    Source{ ObjectKind::PaymentMethod, "card", "last4" },
    Source{ ObjectKind::Price, "recurring", "interval_count" },
    Source{ ObjectKind::Price, "recurring", "recurring_interval" },
    Source{ ObjectKind::Price, "recurring", "usage_type" },
    Source{ ObjectKind::Price, "unit_amount_decimal", "unit_amount" },
    Source{ ObjectKind::Discount, "source", "coupon" },
    Source{ ObjectKind::Discount, "start", "created" },
    Source{ ObjectKind::Discount, "start", "start" },
};

} // namespace

JsonView couponOf(JsonView discount)
{
    const auto direct = discount["coupon"];
    return direct.isNothing() ? discount["source"]["coupon"] : direct;
}

domain::Result<domain::State> readCouponTerms(JsonView coupon)
{
    StateBuilder state;
    readTermsOfCoupon(state, coupon);
    return state.finish();
}

domain::Result<domain::State> readState(ObjectKind kind, JsonView object)
{
    StateBuilder state;
    switch (kind) {
    case ObjectKind::Customer:
        readCustomer(state, object);
        break;
    case ObjectKind::Subscription:
        readSubscription(state, object);
        break;
    case ObjectKind::Invoice:
        readInvoice(state, object);
        break;
    case ObjectKind::PaymentMethod:
        readPaymentMethod(state, object);
        break;
    case ObjectKind::Product:
        readProduct(state, object);
        break;
    case ObjectKind::Price:
        readPrice(state, object);
        break;
    case ObjectKind::Coupon:
        readCoupon(state, object);
        break;
    case ObjectKind::Discount:
        readDiscount(state, object);
        break;
    case ObjectKind::PaymentFailure:
        readPaymentFailure(state, object);
        break;
    }
    return state.finish();
}

std::vector<std::string> listedFields(ObjectKind kind, JsonView previous)
{
    std::vector<std::string> fields;
    for (std::size_t index = 0; index < previous.size(); ++index) {
        const auto key = previous.at(index).key();
        bool renamed = false;
        for (const auto &source : sources) {
            if (source.kind == kind && source.key == key) {
                fields.emplace_back(source.field);
                renamed = true;
            }
        }
        if (!renamed) {
            fields.emplace_back(key);
        }
    }
    if (kind == ObjectKind::Subscription) {
        addListedPeriods(fields, previous["items"]["data"]);
    }
    std::sort(fields.begin(), fields.end());
    fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
    return fields;
}

} // namespace billhook::stripe

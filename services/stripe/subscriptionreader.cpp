#include "services/stripe/subscriptionreader.h"

#include "models/domain/fact.h"
#include "services/stripe/canonicaljson.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace billhook::stripe {

namespace {

/** The price of an item, from `price` or from the legacy `plan`, as one canonical text. */
std::string priceText(StateBuilder &owner, JsonView item)
{
    const bool modern = !item["price"].isNothing();
    const auto price = modern ? item["price"] : item["plan"];
    const auto recurring = modern ? price["recurring"] : price;
    const auto exact = price[modern ? "unit_amount_decimal" : "amount_decimal"];
    StateBuilder terms;
    terms.id("id", price);
    if (price.isObject()) {
        terms.id("product", price["product"]);
        terms.text("currency", price["currency"]);
        terms.decimal("unit_amount", exact.isNothing() ? price[modern ? "unit_amount" : "amount"] : exact);
        terms.text("interval", recurring["interval"]);
        terms.integer("interval_count", recurring["interval_count"]);
        terms.text("usage_type", recurring["usage_type"]);
        terms.text("tiers_mode", price["tiers_mode"]);
        terms.json("tiers", price["tiers"]);
        terms.json("transform_quantity", price[modern ? "transform_quantity" : "transform_usage"]);
    }
    auto state = terms.finish();
    if (!state || !state->fields.contains("id")) {
        owner.fail("items");
        return "null";
    }
    return stateText(*state);
}

/** The ids in a list of discounts, which may hold ids and objects. */
std::string discountList(StateBuilder &owner, JsonView list, std::string_view field)
{
    std::string out = "[";
    for (std::size_t index = 0; index < list.size(); ++index) {
        const auto id = idOf(list.at(index));
        if (!id) {
            owner.fail(field);
            continue;
        }
        out.append(out.size() > 1 ? "," : "").append(canonicalString(*id));
    }
    out.push_back(']');
    return out;
}

/** The subscription's discounts: the list where it is there, else the one discount of the older shape. */
std::string discountsOf(StateBuilder &owner, JsonView object)
{
    const auto list = object["discounts"];
    if (list.isArray()) {
        return discountList(owner, list, "discounts");
    }
    const auto single = object["discount"];
    if (single.isNothing()) {
        return "[]";
    }
    const auto id = idOf(single);
    if (!id) {
        owner.fail("discounts");
        return "[]";
    }
    return "[" + canonicalString(*id) + "]";
}

/** An item as one canonical text, with the period of the subscription where it has none of its own. */
std::string itemText(StateBuilder &owner, JsonView item, JsonView object)
{
    StateBuilder fields;
    fields.id("id", item["id"]);
    fields.integer("quantity", item["quantity"]);
    for (const auto *field : { "current_period_start", "current_period_end" }) {
        fields.instant(field, item[field].isNothing() ? object[field] : item[field]);
    }
    fields.raw("discounts", discountList(fields, item["discounts"], "discounts"));
    fields.raw("price", priceText(fields, item));
    auto state = fields.finish();
    if (!state || !state->fields.contains("id")) {
        owner.fail("items");
        return "null";
    }
    return stateText(*state);
}

std::string itemsOf(StateBuilder &owner, JsonView object)
{
    const auto data = object["items"]["data"];
    if (!data.isArray()) {
        owner.fail("items");
        return "[]";
    }
    std::vector<std::pair<std::string_view, std::string>> items;
    for (std::size_t index = 0; index < data.size(); ++index) {
        items.emplace_back(data.at(index)["id"].text(), itemText(owner, data.at(index), object));
    }
    std::sort(items.begin(), items.end());
    std::string out = "[";
    for (const auto &[id, text] : items) {
        out.append(out.size() > 1 ? "," : "").append(text);
    }
    out.push_back(']');
    return out;
}

/** The least over the items, else the subscription's own. */
std::optional<std::int64_t> period(JsonView object, std::string_view field)
{
    std::optional<std::int64_t> least;
    const auto data = object["items"]["data"];
    for (std::size_t index = 0; index < data.size(); ++index) {
        const auto own = instantOf(data.at(index)[field]);
        if (own && (!least || *own < *least)) {
            least = own;
        }
    }
    return least ? least : instantOf(object[field]);
}

std::optional<std::string> firstPriceCurrency(JsonView object)
{
    const auto item = object["items"]["data"].at(0);
    const auto price = item["price"].isNothing() ? item["plan"] : item["price"];
    return price["currency"].isString() ? std::optional(std::string(price["currency"].text())) : std::nullopt;
}

} // namespace

void readSubscription(StateBuilder &state, JsonView object)
{
    state.id("customer", object["customer"]);
    state.text("status", object["status"]);
    state.text("currency", object["currency"]);
    if (object["currency"].isNothing()) {
        if (const auto currency = firstPriceCurrency(object)) {
            state.raw("currency", canonicalString(*currency));
        }
    }
    for (const auto *field :
        { "created", "start_date", "trial_start", "trial_end", "cancel_at", "canceled_at", "ended_at" }) {
        state.instant(field, object[field]);
    }
    for (const auto *field : { "current_period_start", "current_period_end" }) {
        if (const auto seconds = period(object, field)) {
            state.raw(field, std::to_string(*seconds));
        }
    }
    state.boolean("cancel_at_period_end", object["cancel_at_period_end"]);
    state.text("cancellation_reason", object["cancellation_details"]["reason"]);
    state.text("collection_method", object["collection_method"]);
    state.json("pause_collection", object["pause_collection"]);
    state.id("default_payment_method", object["default_payment_method"]);
    state.raw("discounts", discountsOf(state, object));
    state.hash("metadata", object["metadata"]);
    state.raw("items", itemsOf(state, object));
    if (object["items"]["has_more"].text() == "true") {
        state.raw("items_more", "true");
    }
    if (object["customer"].isNothing() || object["status"].isNothing()) {
        state.fail(object["status"].isNothing() ? "status" : "customer");
    }
}

void addListedPeriods(std::vector<std::string> &fields, JsonView previousItems)
{
    for (std::size_t index = 0; index < previousItems.size(); ++index) {
        for (const auto *field : { "current_period_start", "current_period_end" }) {
            if (!previousItems.at(index)[field].isNothing()) {
                fields.emplace_back(field);
            }
        }
    }
}

} // namespace billhook::stripe

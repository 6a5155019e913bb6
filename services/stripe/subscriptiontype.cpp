#include "services/stripe/canonicaljson.h"
#include "services/stripe/objecttype.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace billhook::stripe {

using domain::FactKind;
using domain::ObjectKind;

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
        const auto id = discountIdOf(list.at(index));
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
    const auto id = discountIdOf(single);
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

/** Until 2017 a subscription could have no items, but one plan: its only item then goes by the subscription's
 * id. */
std::string itemOfPlan(StateBuilder &owner, JsonView object)
{
    return object["plan"].isObject() && object["items"].isNothing() ? itemText(owner, object, object)
                                                                    : std::string();
}

std::string itemsOf(StateBuilder &owner, JsonView object)
{
    const auto data = object["items"]["data"];
    if (!data.isArray()) {
        const auto only = itemOfPlan(owner, object);
        if (only.empty()) {
            owner.fail("items");
        }
        return "[" + only + "]";
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

void read(StateBuilder &state, JsonView object)
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
    state.raw("discounts", discountsOf(state, object));
    state.raw("items", itemsOf(state, object));
    if (object["items"]["has_more"].text() == "true") {
        state.raw("items_more", "true");
    }
    if (object["customer"].isNothing() || object["status"].isNothing()) {
        state.fail(object["status"].isNothing() ? "status" : "customer");
    }
    state.leaveOutUnreadable();
    state.text("cancellation_reason", object["cancellation_details"]["reason"]);
    state.text("collection_method", object["collection_method"]);
    state.json("pause_collection", object["pause_collection"]);
    state.id("default_payment_method", object["default_payment_method"]);
    state.hash("metadata", object["metadata"]);
}

domain::Phase phase(std::string_view status)
{
    if (status == "canceled" || status == "incomplete_expired") {
        return domain::Phase::Terminal;
    }
    return status == "incomplete" ? domain::Phase::Early : domain::Phase::Living;
}

constexpr std::array events{ EventName{ "customer.subscription.created", FactKind::Created },
    EventName{ "customer.subscription.updated", FactKind::Updated },
    EventName{ "customer.subscription.deleted", FactKind::Deleted },
    EventName{ "customer.subscription.trial_will_end", FactKind::Witness },
    EventName{ "customer.subscription.paused", FactKind::Witness },
    EventName{ "customer.subscription.resumed", FactKind::Witness },
    EventName{ "customer.subscription.pending_update_applied", FactKind::Witness },
    EventName{ "customer.subscription.pending_update_expired", FactKind::Witness } };

constexpr std::array renamings{ Renaming{ "plan", "items" }, Renaming{ "quantity", "items" },
    Renaming{ "discount", "discounts" }, Renaming{ "cancellation_details", "cancellation_reason" } };

constexpr std::array columns{ MirrorColumn{ "customer_id", "customer", ColumnType::Text, ColumnUse::State,
                                  ObjectKind::Customer },
    MirrorColumn{ "status", "status" }, MirrorColumn{ "currency", "currency" },
    MirrorColumn{ "created", "created", ColumnType::Instant },
    MirrorColumn{ "start_date", "start_date", ColumnType::Instant },
    MirrorColumn{ "current_period_start", "current_period_start", ColumnType::Instant },
    MirrorColumn{ "current_period_end", "current_period_end", ColumnType::Instant },
    MirrorColumn{ "trial_start", "trial_start", ColumnType::Instant },
    MirrorColumn{ "trial_end", "trial_end", ColumnType::Instant },
    MirrorColumn{ "cancel_at_period_end", "cancel_at_period_end", ColumnType::Boolean },
    MirrorColumn{ "cancel_at", "cancel_at", ColumnType::Instant },
    MirrorColumn{ "canceled_at", "canceled_at", ColumnType::Instant },
    MirrorColumn{ "ended_at", "ended_at", ColumnType::Instant },
    MirrorColumn{ "cancellation_reason", "cancellation_reason" },
    MirrorColumn{ "collection_method", "collection_method" },
    MirrorColumn{ "pause_collection", "pause_collection" },
    MirrorColumn{ "default_payment_method", "default_payment_method" },
    MirrorColumn{ "discounts", "discounts" }, MirrorColumn{ "metadata", "metadata" },
    MirrorColumn{ "annual_amount", "annual", ColumnType::Integer },
    MirrorColumn{ "trial_annual_amount", "trial_annual", ColumnType::Integer },
    MirrorColumn{ "committed_annual_amount", "committed_annual", ColumnType::Integer },
    MirrorColumn{ "amount_known", "amount_known", ColumnType::Boolean },
    MirrorColumn{ "quantity", "main_quantity", ColumnType::Integer } };

} // namespace

extern constinit const ObjectType subscriptionType{ .kind = ObjectKind::Subscription,
    .object = "subscription",
    .table = "subscriptions",
    .area = domain::Area::Subscriptions,
    .isOfCustomer = true,
    .events = events,
    .read = read,
    .renamings = renamings,
    .columns = columns,
    .phase = phase };

} // namespace billhook::stripe

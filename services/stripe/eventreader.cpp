#include "services/stripe/eventreader.h"

#include "services/stripe/canonicaljson.h"
#include "services/stripe/statebuilder.h"
#include "services/stripe/statereader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace billhook::stripe {

using domain::Fact;
using domain::FactKind;
using domain::ObjectKind;
using domain::Phase;

namespace {

struct Prefix
{
    std::string_view text;
    ObjectKind kind;
    std::string_view object; ///< Stripe's name for it
};

/** In order: a longer prefix stands before the one it begins with. */
constexpr std::array prefixes{
    Prefix{ "customer.subscription.", ObjectKind::Subscription, "subscription" },
    Prefix{ "customer.discount.", ObjectKind::Discount, "discount" },
    Prefix{ "customer.", ObjectKind::Customer, "customer" },
    Prefix{ "invoice.", ObjectKind::Invoice, "invoice" },
    Prefix{ "payment_method.", ObjectKind::PaymentMethod, "payment_method" },
    Prefix{ "product.", ObjectKind::Product, "product" },
    Prefix{ "price.", ObjectKind::Price, "price" },
    Prefix{ "coupon.", ObjectKind::Coupon, "coupon" },
    Prefix{ "charge.", ObjectKind::PaymentFailure, "charge" },
    Prefix{ "payment_intent.", ObjectKind::PaymentFailure, "payment_intent" },
};

constexpr std::array changes{ std::string_view("created"), std::string_view("updated"),
    std::string_view("deleted") };

constexpr std::array subscriptionWitnesses{ std::string_view("trial_will_end"), std::string_view("paused"),
    std::string_view("resumed"), std::string_view("pending_update_applied"),
    std::string_view("pending_update_expired") };

constexpr std::array paymentMethodTypes{ std::string_view("attached"), std::string_view("detached"),
    std::string_view("updated"), std::string_view("automatically_updated") };

template <typename List> bool contains(const List &list, std::string_view text)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool isProjected(const Prefix &prefix, std::string_view suffix)
{
    switch (prefix.kind) {
    case ObjectKind::Subscription:
        return contains(changes, suffix) || contains(subscriptionWitnesses, suffix);
    case ObjectKind::Invoice:
        return suffix != "upcoming" && suffix.find('.') == std::string_view::npos;
    case ObjectKind::PaymentMethod:
        return contains(paymentMethodTypes, suffix);
    case ObjectKind::PaymentFailure:
        return suffix == (prefix.object == "charge" ? "failed" : "payment_failed");
    default:
        return contains(changes, suffix);
    }
}

const Prefix *prefixOf(std::string_view type)
{
    const auto found = std::find_if(prefixes.begin(), prefixes.end(),
        [&](const Prefix &prefix) { return type.starts_with(prefix.text); });
    if (found == prefixes.end() || !isProjected(*found, type.substr(found->text.size()))) {
        return nullptr;
    }
    return &*found;
}

domain::Error unreadable(std::string message)
{
    return { domain::ErrorKind::InvalidInput, "unreadable_event", std::move(message), {} };
}

FactKind factKind(std::string_view suffix)
{
    if (suffix == "created" || suffix == "attached" || suffix == "failed") {
        return FactKind::Created;
    }
    if (suffix == "updated" || suffix == "automatically_updated") {
        return FactKind::Updated;
    }
    return suffix == "deleted" || suffix == "detached" ? FactKind::Deleted : FactKind::Witness;
}

/** The phase that a status tells; Living for objects without one. */
Phase phaseOfStatus(ObjectKind kind, std::string_view status)
{
    if (kind == ObjectKind::Subscription) {
        if (status == "canceled" || status == "incomplete_expired") {
            return Phase::Terminal;
        }
        return status == "incomplete" ? Phase::Early : Phase::Living;
    }
    if (kind == ObjectKind::Invoice) {
        if (status == "paid" || status == "void") {
            return Phase::Terminal;
        }
        if (status == "draft") {
            return Phase::Early;
        }
        return status == "uncollectible" ? Phase::Late : Phase::Living;
    }
    return Phase::Living;
}

Phase phaseOf(const Fact &fact, std::string_view status)
{
    if (fact.kind == FactKind::Created) {
        return Phase::Birth;
    }
    return fact.kind == FactKind::Deleted ? Phase::Terminal : phaseOfStatus(fact.objectKind, status);
}

/** FNV-1a: no protection against intent is needed, only the same figure everywhere. */
std::string digestOf(std::string_view text)
{
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (const char character : text) {
        hash = (hash ^ static_cast<unsigned char>(character)) * 1'099'511'628'211U;
    }
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) {
        out.push_back("0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 0xFU]);
    }
    return out;
}

void addCoupon(EventFacts &facts, JsonView coupon)
{
    const auto id = idOf(coupon);
    if (!coupon.isObject() || !id || coupon["duration"].isNothing()) {
        return;
    }
    auto terms = readCouponTerms(coupon);
    if (!terms) {
        return; // what is only mentioned must not make the event itself unreadable
    }
    auto digest = digestOf(stateText(*terms));
    facts.coupons.push_back({ *id, std::move(digest), std::move(*terms) });
}

/** A discount met in full inside another object is evidence of the discount itself. */
void addDiscount(EventFacts &facts, const Fact &carrier, JsonView discount)
{
    const auto id = idOf(discount);
    if (!discount.isObject() || !id || couponOf(discount).isNothing()) {
        return;
    }
    addCoupon(facts, couponOf(discount));
    auto state = readState(ObjectKind::Discount, discount);
    const bool repeated = std::any_of(
        facts.facts.begin(), facts.facts.end(), [&](const Fact &fact) { return fact.objectId == *id; });
    if (!state || repeated) {
        return;
    }
    Fact fact;
    fact.eventId = carrier.eventId;
    fact.eventType = carrier.eventType;
    fact.objectId = *id;
    fact.objectKind = ObjectKind::Discount;
    fact.customerId = idOf(discount["customer"]).value_or(carrier.customerId);
    fact.created = carrier.created;
    fact.kind = FactKind::Witness;
    fact.phase = Phase::Living;
    fact.requestId = carrier.requestId;
    fact.post = std::move(*state);
    facts.facts.push_back(std::move(fact));
}

void addDiscounts(EventFacts &facts, const Fact &carrier, JsonView object)
{
    addDiscount(facts, carrier, object["discount"]);
    for (std::size_t index = 0; index < object["discounts"].size(); ++index) {
        addDiscount(facts, carrier, object["discounts"].at(index));
    }
}

void addEmbedded(EventFacts &facts, const Fact &carrier, JsonView object)
{
    if (carrier.objectKind == ObjectKind::Discount) {
        addCoupon(facts, couponOf(object));
    }
    if (carrier.objectKind != ObjectKind::Customer && carrier.objectKind != ObjectKind::Subscription) {
        return;
    }
    addDiscounts(facts, carrier, object);
    const auto items = object["items"]["data"];
    for (std::size_t index = 0; index < items.size(); ++index) {
        addDiscounts(facts, carrier, items.at(index));
    }
}

/** Directly on invoices of the older shape, in the list of payments of the newer where that is expanded. */
std::optional<std::string> paymentIntentOf(JsonView invoice)
{
    const auto listed = invoice["payments"]["data"].at(0)["payment"]["payment_intent"];
    return idOf(invoice["payment_intent"].isNothing() ? listed : invoice["payment_intent"]);
}

std::optional<std::string> requestOf(JsonView event)
{
    return idOf(event["request"]);
}

/** The id the object is mirrored under. */
std::optional<std::string> objectIdOf(ObjectKind kind, JsonView object)
{
    if (kind == ObjectKind::PaymentFailure && !object["payment_intent"].isNothing()) {
        return idOf(object["payment_intent"]);
    }
    return object.isObject() ? idOf(object) : std::nullopt;
}

std::string customerOf(ObjectKind kind, JsonView object, const std::string &objectId)
{
    if (kind == ObjectKind::Customer) {
        return objectId;
    }
    return idOf(object["customer"]).value_or(std::string());
}

} // namespace

std::optional<ObjectKind> projectedKind(std::string_view type)
{
    const auto *prefix = prefixOf(type);
    return prefix == nullptr ? std::nullopt : std::optional(prefix->kind);
}

domain::Result<EventFacts> EventReader::read(std::string_view eventId, std::string_view bytes)
{
    auto event = m_tree.parse(bytes);
    if (!event) {
        return event.error();
    }
    if (eventId.starts_with("obs_")) {
        return readObservation(eventId, *event);
    }
    const auto type = (*event)["type"].text();
    const auto *prefix = prefixOf(type);
    if (prefix == nullptr || (*event)["object"].text() != "event") {
        return EventFacts{};
    }
    const auto named = (*event)["data"]["object"]["object"];
    if (!named.isNothing() && named.text() != prefix->object) {
        return unreadable("The event's object is not what its type says.");
    }
    return readWebhook(prefix->kind, eventId, *event);
}

domain::Result<EventFacts> EventReader::readWebhook(ObjectKind kind, std::string_view eventId, JsonView event)
{
    const auto object = event["data"]["object"];
    const auto type = event["type"].text();
    const auto id = objectIdOf(kind, object);
    const auto created = instantOf(event["created"]);
    if (!id || !created) {
        return unreadable(id ? "The event has no time." : "The event's object has no id.");
    }
    auto post = readState(kind, object);
    if (!post) {
        return post.error();
    }
    Fact fact;
    fact.eventId = eventId;
    fact.eventType = type;
    fact.objectId = *id;
    fact.objectKind = kind;
    fact.customerId = customerOf(kind, object, *id);
    fact.created = *created;
    fact.kind
        = kind == ObjectKind::PaymentFailure ? FactKind::Created : factKind(type.substr(type.rfind('.') + 1));
    fact.phase = phaseOf(fact, object["status"].text());
    fact.requestId = requestOf(event);
    fact.post = std::move(*post);
    if (kind == ObjectKind::PaymentFailure) {
        fact.post.fields.insertOrAssign("created", std::to_string(*created));
    }
    auto previous = readPrevious(fact, event);
    if (!previous) {
        return previous.error();
    }
    EventFacts facts;
    facts.facts.push_back(fact);
    addEmbedded(facts, fact, object);
    if (kind == ObjectKind::Invoice) {
        facts.paymentIntent = paymentIntentOf(object);
    }
    return facts;
}

domain::Result<void> EventReader::readPrevious(Fact &fact, JsonView event)
{
    const auto previous = event["data"]["previous_attributes"];
    if (!previous.isObject() || fact.objectKind == ObjectKind::PaymentFailure) {
        return {};
    }
    auto pre = readState(fact.objectKind, m_tree.undo(event["data"]["object"], previous));
    if (!pre) {
        return pre.error();
    }
    if (fact.customerId.empty()) {
        fact.customerId = pre->text("customer").value_or(std::string());
    }
    fact.pre = std::move(*pre);
    fact.listed = listedFields(fact.objectKind, previous);
    return {};
}

domain::Result<EventFacts> EventReader::readObservation(std::string_view eventId, JsonView event)
{
    const auto object = event["data"]["object"];
    const auto found = std::find_if(prefixes.begin(), prefixes.end(),
        [&](const Prefix &prefix) { return prefix.object == object["object"].text(); });
    const auto low = instantOf(event["low"]);
    const auto high = instantOf(event["high"]);
    const auto id = idOf(object);
    if (found == prefixes.end() || !low || !high || !id) {
        return unreadable("The observation cannot be read.");
    }
    auto state = readState(found->kind, object);
    if (!state) {
        return state.error();
    }
    EventFacts facts;
    facts.observation = domain::Observation{ std::string(eventId), *id, found->kind,
        customerOf(found->kind, object, *id), *low, *high, std::move(*state) };
    return facts;
}

std::vector<std::string> EventReader::mentionedIds(std::string_view bytes)
{
    std::vector<std::string> ids;
    const auto event = m_tree.parse(bytes);
    if (!event) {
        return ids;
    }
    const auto object = (*event)["data"]["object"];
    for (const auto &id : { idOf(object), idOf(object["customer"]) }) {
        if (id) {
            ids.push_back(*id);
        }
    }
    return ids;
}

} // namespace billhook::stripe

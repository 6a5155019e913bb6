#include "services/stripe/eventreader.h"

#include "services/stripe/canonicaljson.h"
#include "services/stripe/objecttype.h"
#include "services/stripe/statebuilder.h"
#include "services/stripe/statereader.h"

#include <algorithm>
#include <utility>

namespace billhook::stripe {

using domain::Fact;
using domain::FactKind;
using domain::ObjectKind;
using domain::Phase;

namespace {

domain::Error unreadable(std::string message)
{
    return { domain::ErrorKind::InvalidInput, "unreadable_event", std::move(message), {} };
}

Phase phaseOf(const ObjectType &type, FactKind kind, std::string_view status)
{
    if (kind == FactKind::Created) {
        return Phase::Birth;
    }
    if (kind == FactKind::Deleted) {
        return Phase::Terminal;
    }
    return type.phase == nullptr ? Phase::Living : type.phase(status);
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
    const auto id = discountIdOf(discount);
    if (!discount.isObject() || !id || couponOf(discount).isNothing()) {
        return;
    }
    addCoupon(facts, couponOf(discount));
    auto state = readState(objectType(ObjectKind::Discount), discount);
    const bool repeated = std::any_of(facts.facts.begin(), facts.facts.end(),
        [&](const Fact &fact) { return fact.objectKind == ObjectKind::Discount && fact.objectId == *id; });
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

/** The id the object is mirrored under. */
std::optional<std::string> objectIdOf(const ObjectType &type, JsonView object)
{
    if (!object.isObject()) {
        return std::nullopt;
    }
    return type.id == nullptr ? idOf(object) : type.id(object);
}

std::string customerOf(ObjectKind kind, JsonView object, const std::string &objectId)
{
    if (kind == ObjectKind::Customer) {
        return objectId;
    }
    return idOf(object["customer"]).value_or(std::string());
}

} // namespace

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
    const auto meaning = meaningOf(type);
    if (!meaning || (*event)["object"].text() != "event") {
        return EventFacts{};
    }
    const auto named = (*event)["data"]["object"]["object"];
    if (!named.isNothing() && named.text() != objectNameOf(type)) {
        return unreadable("The event's object is not what its type says.");
    }
    return readWebhook(*meaning, eventId, *event);
}

domain::Result<EventFacts> EventReader::readWebhook(
    const EventMeaning &meaning, std::string_view eventId, JsonView event)
{
    const auto &type = *meaning.type;
    const auto object = event["data"]["object"];
    const auto id = objectIdOf(type, object);
    const auto created = instantOf(event["created"]);
    if (!id || !created) {
        return unreadable(id ? "The event has no time." : "The event's object has no id.");
    }
    auto post = readState(type, object);
    if (!post) {
        return post.error();
    }
    Fact fact;
    fact.eventId = eventId;
    fact.eventType = event["type"].text();
    fact.objectId = *id;
    fact.objectKind = type.kind;
    fact.customerId = customerOf(type.kind, object, *id);
    fact.created = *created;
    fact.kind = meaning.kind;
    fact.phase = phaseOf(type, fact.kind, object["status"].text());
    fact.requestId = idOf(event["request"]);
    fact.post = std::move(*post);
    if (type.kind == ObjectKind::PaymentFailure) {
        fact.post.fields.insertOrAssign("created", std::to_string(*created));
    } else {
        readPrevious(fact, type, event);
    }
    EventFacts facts;
    facts.facts.push_back(fact);
    addEmbedded(facts, fact, object);
    if (type.kind == ObjectKind::Invoice) {
        facts.paymentIntent = paymentIntentOf(object);
    }
    return facts;
}

/** Where they cannot be read, the state before is unknown, and the event no less worth. */
void EventReader::readPrevious(Fact &fact, const ObjectType &type, JsonView event)
{
    const auto previous = event["data"]["previous_attributes"];
    if (!previous.isObject()) {
        return;
    }
    auto pre = readState(type, m_tree.undo(event["data"]["object"], previous));
    if (!pre) {
        return;
    }
    if (fact.customerId.empty()) {
        fact.customerId = pre->text("customer").value_or(std::string());
    }
    fact.pre = std::move(*pre);
    fact.listed = listedFields(type, previous);
}

domain::Result<EventFacts> EventReader::readObservation(std::string_view eventId, JsonView event)
{
    const auto object = event["data"]["object"];
    const auto *type = typeNamed(object["object"].text());
    const auto low = instantOf(event["low"]);
    const auto high = instantOf(event["high"]);
    const auto id = type == nullptr ? std::nullopt : objectIdOf(*type, object);
    if (!low || !high || !id) {
        return unreadable("The observation cannot be read.");
    }
    auto state = readState(*type, object);
    if (!state) {
        return state.error();
    }
    EventFacts facts;
    facts.observation = domain::Observation{ std::string(eventId), *id, type->kind,
        customerOf(type->kind, object, *id), *low, *high, std::move(*state) };
    return facts;
}

std::vector<domain::ObjectKey> EventReader::mentioned(std::string_view bytes)
{
    std::vector<domain::ObjectKey> keys;
    const auto event = m_tree.parse(bytes);
    if (!event) {
        return keys;
    }
    const auto object = (*event)["data"]["object"];
    if (const auto meaning = meaningOf((*event)["type"].text())) {
        if (const auto id = objectIdOf(*meaning->type, object)) {
            keys.push_back({ meaning->type->kind, *id });
        }
    }
    if (const auto customer = idOf(object["customer"])) {
        keys.push_back({ ObjectKind::Customer, *customer });
    }
    return keys;
}

} // namespace billhook::stripe

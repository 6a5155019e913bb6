#pragma once

#include "models/domain/fact.h"
#include "models/domain/result.h"
#include "services/stripe/jsonview.h"
#include "services/stripe/objecttype.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::stripe {

/** The terms of a coupon met inside another object: told apart by content, so repeating it adds nothing. */
struct EmbeddedCoupon
{
    std::string id;
    std::string digest; ///< of the terms, stable over programs and time
    domain::State terms;
};

/** What one event says. All empty: an event that is stored only. */
struct EventFacts
{
    std::vector<domain::Fact> facts; ///< the event's object first, then discounts it carries in full
    std::vector<EmbeddedCoupon> coupons;
    std::optional<domain::Observation> observation; ///< of an obs_ row: something read from Stripe
    std::optional<std::string>
        paymentIntent; ///< of an invoice, where the shape tells it; no part of its state
};

/**
 * Raw webhook bytes -> facts, for both shapes and every projected type. Keeps its buffers from event to
 * event, so one reader serves one thread.
 */
class EventReader final
{
public:
    /**
     * `eventId` is the id the event is stored under. InvalidInput (`unreadable_...`): the type is projected,
     * but its object has no id or fields of wrong types; it can never be projected.
     */
    domain::Result<EventFacts> read(std::string_view eventId, std::string_view bytes);

    /** The event's object and its customer, as far as they can be found in an unreadable one. */
    std::vector<domain::ObjectKey> mentioned(std::string_view bytes);

private:
    domain::Result<EventFacts> readWebhook(
        const EventMeaning &meaning, std::string_view eventId, JsonView event);
    domain::Result<EventFacts> readObservation(std::string_view eventId, JsonView event);
    void readPrevious(domain::Fact &fact, const ObjectType &type, JsonView event);

    JsonTree m_tree;
};

} // namespace billhook::stripe

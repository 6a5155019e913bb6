#pragma once

#include "models/domain/fields.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::domain {

/** The kinds of Stripe object that are projected. All other events are stored only. */
enum class ObjectKind : std::int16_t
{
    Customer = 1,
    Subscription = 2,
    Invoice = 3,
    PaymentMethod = 4,
    Product = 5,
    Price = 6,
    Coupon = 7,
    Discount = 8,
    PaymentFailure = 9, ///< charge.failed / payment_intent.payment_failed: why a payment was declined
};

/** What an object is known by: companies choose the ids of products, prices and coupons, so these may be
 * equal. */
struct ObjectKey
{
    ObjectKind kind = ObjectKind::Customer;
    std::string id;

    auto operator<=>(const ObjectKey &) const = default;
};

/** What an event says about its object (ordering.md). */
enum class FactKind : std::int16_t
{
    Created = 0,
    Updated = 1,
    Deleted = 2,
    Witness = 3, ///< neither created, updated nor deleted: trial_will_end, invoice.payment_failed, ...
};

/** Life-cycle phase, times ten; it outranks `created` (phases are facts, clocks are not). */
enum class Phase : std::int16_t
{
    Birth = 0, ///< *.created
    Early = 5, ///< incomplete, draft
    Living = 10, ///< everything else, open
    Late = 15, ///< uncollectible
    Terminal = 20, ///< canceled, incomplete_expired, paid, void, *.deleted, detached
};

/**
 * The mirrored fields of one Stripe object after both shapes were read: field name -> canonical JSON text
 * (sorted keys, no white space, strings quoted, absent = no entry, null = "null").
 * Equal states compare equal whatever shape, version or event they came from.
 */
struct State
{
    Fields fields;

    bool operator==(const State &) const = default;

    /** The canonical JSON text of a field, or "" when absent. */
    std::string_view raw(std::string_view field) const
    {
        const auto found = fields.find(field);
        return found == fields.end() ? std::string_view() : std::string_view(found->second);
    }

    /** A field that is a JSON integer (seconds, counts, minor units); nothing when absent, null or not an
     * integer. */
    std::optional<std::int64_t> integer(std::string_view field) const;

    /** A field that is a JSON string without escapes (ids, status, currency); nothing when absent, null or
     * other. */
    std::optional<std::string> text(std::string_view field) const;
};

/** One event's evidence about one object. Instants are UTC seconds. */
struct Fact
{
    std::string eventId;
    std::string eventType;
    std::string objectId;
    ObjectKind objectKind = ObjectKind::Customer;
    std::string customerId; ///< empty where the object has none
    std::int64_t created = 0; ///< event.created
    FactKind kind = FactKind::Updated;
    Phase phase = Phase::Living;
    std::optional<std::string> requestId; ///< event.request.id
    State post; ///< norm(data.object)
    std::optional<State>
        pre; ///< norm(undo(data.object, previous_attributes)); none without previous_attributes
    std::vector<std::string> listed; ///< fields of `pre` that previous_attributes speak of, sorted

    ObjectKey key() const { return { objectKind, objectId }; }

    /** A deletion that says nothing but that: the object stays as it was. */
    bool isBareEnd() const { return kind == FactKind::Deleted && post.fields.size() == 0; }
};

/** Something read from Stripe outside a webhook: folded like a fact, never dated back. */
struct Observation
{
    std::string id; ///< obs_ + uuid
    std::string objectId;
    ObjectKind objectKind = ObjectKind::Customer;
    std::string customerId;
    std::int64_t low = 0; ///< Stripe's Date when the request started, UTC seconds
    std::int64_t high = 0; ///< Stripe's Date of the answer
    State state;

    ObjectKey key() const { return { objectKind, objectId }; }
};

} // namespace billhook::domain

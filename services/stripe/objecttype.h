#pragma once

#include "models/domain/area.h"
#include "models/domain/fact.h"
#include "services/stripe/jsonview.h"
#include "services/stripe/statebuilder.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace billhook::stripe {

/** A type of event and what it says about its object. "invoice.*" stands for all others that begin so. */
struct EventName
{
    std::string_view type;
    domain::FactKind kind;
};

/** Where a field of ours stands under another key in Stripe's object. */
struct Renaming
{
    std::string_view key;
    std::string_view field;
};

enum class ColumnType
{
    Text,
    Integer,
    Boolean,
    Instant, ///< the field is UTC seconds
};

enum class ColumnUse
{
    State, ///< the digest is made of it
    Beside, ///< kept beside the state
    Lasting, ///< as Beside, and what a later row does not tell stays as it was
};

/** A column of the mirror and the field, of the state or computed, that fills it. */
struct MirrorColumn
{
    std::string_view column;
    std::string_view field;
    ColumnType type = ColumnType::Text;
    ColumnUse use = ColumnUse::State;
    /** The column holds the id of such an object: the mirror has at least a stub of it. */
    std::optional<domain::ObjectKind> refersTo = std::nullopt;
};

/**
 * All that is particular about one kind of Stripe object: the one place that knows it. Reading, the mirror's
 * statements, digest, check and marks follow from it. Another kind is a file with its ObjectType, its number
 * in ObjectKind, a line in objecttype.cpp, and a migration that creates its table: the columns below and
 * those of every mirror table (V0006). What finds mirror tables in the database knows them by these.
 */
struct ObjectType
{
    domain::ObjectKind kind;
    std::string_view object; ///< Stripe's name; PaymentFailure has one of its own
    std::string_view table; ///< of the mirror
    domain::Area area; ///< who shows it reads again
    bool isOfCustomer = false; ///< its projections are put in order by its customer's lock, else by its own
    std::span<const EventName> events = {}; ///< that are projected; all others are stored only
    void (*read)(StateBuilder &, JsonView) = nullptr; ///< the mirrored fields, the same for both shapes
    std::span<const Renaming> renamings = {};
    std::span<const MirrorColumn> columns = {}; ///< without id and what every table has
    domain::Phase (*phase)(std::string_view status) = nullptr; ///< none: Living
    std::optional<std::string> (*id)(JsonView) = nullptr; ///< that it is mirrored under; none: its own
};

/** In the order in which they are written, so that rows without a lock of their own are taken in one order.
 */
std::span<const ObjectType *const> objectTypes();

const ObjectType &objectType(domain::ObjectKind kind);

/** What an event type is about, and what it says; nothing for types that are stored only. */
struct EventMeaning
{
    const ObjectType *type = nullptr;
    domain::FactKind kind = domain::FactKind::Updated;
};
std::optional<EventMeaning> meaningOf(std::string_view eventType);

/** The type that Stripe calls `object`; null when it is not projected. */
const ObjectType *typeNamed(std::string_view object);

/** Stripe's name for the object of an event type: what stands before its last dot. */
std::string_view objectNameOf(std::string_view eventType);

/** How a person or a table names an object across all kinds: "coupon:team". */
std::string keyText(const domain::ObjectKey &key);

} // namespace billhook::stripe

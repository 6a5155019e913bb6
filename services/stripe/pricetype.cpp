#include "services/stripe/objecttype.h"

#include <array>

namespace billhook::stripe {

using domain::FactKind;

namespace {

void read(StateBuilder &state, JsonView object)
{
    const auto recurring = object["recurring"];
    const auto exact = object["unit_amount_decimal"];
    state.id("product", object["product"]);
    state.text("currency", object["currency"]);
    state.decimal("unit_amount", exact.isNothing() ? object["unit_amount"] : exact);
    state.text("recurring_interval", recurring["interval"]);
    state.integer("interval_count", recurring["interval_count"]);
    state.text("usage_type", recurring["usage_type"]);
    state.text("tiers_mode", object["tiers_mode"]);
    state.json("tiers", object["tiers"]);
    state.json("transform_quantity", object["transform_quantity"]);
    state.instant("created", object["created"]);
    state.leaveOutUnreadable();
    state.boolean("active", object["active"]);
    state.text("nickname", object["nickname"]);
    state.text("lookup_key", object["lookup_key"]);
    state.hash("metadata", object["metadata"]);
}

constexpr std::array events{ EventName{ "price.created", FactKind::Created },
    EventName{ "price.updated", FactKind::Updated }, EventName{ "price.deleted", FactKind::Deleted } };

constexpr std::array renamings{ Renaming{ "recurring", "interval_count" },
    Renaming{ "recurring", "recurring_interval" }, Renaming{ "recurring", "usage_type" },
    Renaming{ "unit_amount_decimal", "unit_amount" } };

constexpr std::array columns{ MirrorColumn{ "product_id", "product", ColumnType::Text, ColumnUse::State,
                                  domain::ObjectKind::Product },
    MirrorColumn{ "active", "active", ColumnType::Boolean }, MirrorColumn{ "currency", "currency" },
    MirrorColumn{ "unit_amount", "unit_amount" }, MirrorColumn{ "recurring_interval", "recurring_interval" },
    MirrorColumn{ "interval_count", "interval_count", ColumnType::Integer },
    MirrorColumn{ "usage_type", "usage_type" }, MirrorColumn{ "tiers_mode", "tiers_mode" },
    MirrorColumn{ "tiers", "tiers" }, MirrorColumn{ "transform_quantity", "transform_quantity" },
    MirrorColumn{ "nickname", "nickname" }, MirrorColumn{ "lookup_key", "lookup_key" },
    MirrorColumn{ "metadata", "metadata" } };

} // namespace

extern constinit const ObjectType priceType{ .kind = domain::ObjectKind::Price,
    .object = "price",
    .table = "prices",
    .area = domain::Area::Catalog,
    .events = events,
    .read = read,
    .renamings = renamings,
    .columns = columns };

} // namespace billhook::stripe

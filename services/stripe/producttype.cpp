#include "services/stripe/objecttype.h"

#include <array>

namespace billhook::stripe {

using domain::FactKind;

namespace {

void read(StateBuilder &state, JsonView object)
{
    state.instant("created", object["created"]);
    state.leaveOutUnreadable();
    state.text("name", object["name"]);
    state.boolean("active", object["active"]);
    state.text("description", object["description"]);
    state.hash("metadata", object["metadata"]);
    state.id("default_price", object["default_price"]);
}

constexpr std::array events{ EventName{ "product.created", FactKind::Created },
    EventName{ "product.updated", FactKind::Updated }, EventName{ "product.deleted", FactKind::Deleted } };

constexpr std::array columns{ MirrorColumn{ "name", "name" },
    MirrorColumn{ "active", "active", ColumnType::Boolean }, MirrorColumn{ "description", "description" },
    MirrorColumn{ "metadata", "metadata" }, MirrorColumn{ "default_price", "default_price" } };

} // namespace

extern constinit const ObjectType productType{ .kind = domain::ObjectKind::Product,
    .object = "product",
    .table = "products",
    .area = domain::Area::Catalog,
    .events = events,
    .read = read,
    .columns = columns };

} // namespace billhook::stripe

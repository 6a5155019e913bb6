#include "services/stripe/objecttype.h"
#include "services/stripe/statereader.h"

#include <array>

namespace billhook::stripe {

using domain::FactKind;
using domain::ObjectKind;

namespace {

void read(StateBuilder &state, JsonView object)
{
    state.id("coupon", couponOf(object));
    state.id("customer", object["customer"]);
    state.id("subscription", object["subscription"]);
    state.id("subscription_item", object["subscription_item"]);
    state.instant("start", object["start"]);
    state.instant("end", object["end"]);
    state.instant("created", object["start"]);
}

constexpr std::array events{ EventName{ "customer.discount.created", FactKind::Created },
    EventName{ "customer.discount.updated", FactKind::Updated },
    EventName{ "customer.discount.deleted", FactKind::Deleted } };

constexpr std::array renamings{ Renaming{ "source", "coupon" }, Renaming{ "start", "created" },
    Renaming{ "start", "start" } };

constexpr std::array columns{ MirrorColumn{ "coupon_id", "coupon" },
    MirrorColumn{ "customer_id", "customer", ColumnType::Text, ColumnUse::State, ObjectKind::Customer },
    MirrorColumn{ "subscription_id", "subscription" },
    MirrorColumn{ "subscription_item_id", "subscription_item" },
    MirrorColumn{ "starts_at", "start", ColumnType::Instant },
    MirrorColumn{ "ends_at", "end", ColumnType::Instant },
    MirrorColumn{ "phases", "phases", ColumnType::Text, ColumnUse::Beside } };

} // namespace

extern constinit const ObjectType discountType{ .kind = ObjectKind::Discount,
    .object = "discount",
    .table = "discounts",
    .area = domain::Area::Subscriptions,
    .isOfCustomer = true,
    .events = events,
    .read = read,
    .renamings = renamings,
    .columns = columns,
    .id = discountIdOf };

} // namespace billhook::stripe

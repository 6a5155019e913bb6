#include "services/stripe/objecttype.h"
#include "services/stripe/statereader.h"

#include <array>

namespace billhook::stripe {

using domain::FactKind;

namespace {

void read(StateBuilder &state, JsonView object)
{
    readTermsOfCoupon(state, object);
    state.instant("created", object["created"]);
    state.leaveOutUnreadable();
    state.text("name", object["name"]);
    state.boolean("valid", object["valid"]);
}

constexpr std::array events{ EventName{ "coupon.created", FactKind::Created },
    EventName{ "coupon.updated", FactKind::Updated }, EventName{ "coupon.deleted", FactKind::Deleted } };

constexpr std::array renamings{ Renaming{ "percent_off_precise", "percent_off" } };

constexpr std::array columns{ MirrorColumn{ "name", "name" }, MirrorColumn{ "percent_off", "percent_off" },
    MirrorColumn{ "amount_off", "amount_off", ColumnType::Integer }, MirrorColumn{ "currency", "currency" },
    MirrorColumn{ "duration", "duration" },
    MirrorColumn{ "duration_in_months", "duration_in_months", ColumnType::Integer },
    MirrorColumn{ "valid", "valid", ColumnType::Boolean } };

} // namespace

void readTermsOfCoupon(StateBuilder &state, JsonView object)
{
    // Before 2018-07-27 percent_off was rounded, with the exact figure beside it.
    const auto precise = object["percent_off_precise"];
    state.decimal("percent_off", precise.isNothing() ? object["percent_off"] : precise);
    state.integer("amount_off", object["amount_off"]);
    state.text("currency", object["currency"]);
    state.text("duration", object["duration"]);
    state.integer("duration_in_months", object["duration_in_months"]);
}

extern constinit const ObjectType couponType{ .kind = domain::ObjectKind::Coupon,
    .object = "coupon",
    .table = "coupons",
    .area = domain::Area::Catalog,
    .events = events,
    .read = read,
    .renamings = renamings,
    .columns = columns };

} // namespace billhook::stripe

#include "services/stripe/objecttype.h"

#include <array>

namespace billhook::stripe {

using domain::FactKind;
using domain::ObjectKind;

namespace {

void read(StateBuilder &state, JsonView object)
{
    const auto card = object["card"];
    state.id("customer", object["customer"]);
    state.integer("exp_month", card["exp_month"]);
    state.integer("exp_year", card["exp_year"]);
    state.instant("created", object["created"]);
    state.leaveOutUnreadable();
    state.text("type", object["type"]);
    state.text("brand", card["brand"]);
    state.text("last4", card["last4"]);
}

constexpr std::array events{ EventName{ "payment_method.attached", FactKind::Created },
    EventName{ "payment_method.updated", FactKind::Updated },
    EventName{ "payment_method.automatically_updated", FactKind::Updated },
    EventName{ "payment_method.card_automatically_updated", FactKind::Updated }, // until 2020-08-27
    EventName{ "payment_method.detached", FactKind::Deleted } };

constexpr std::array renamings{ Renaming{ "card", "brand" }, Renaming{ "card", "exp_month" },
    Renaming{ "card", "exp_year" }, Renaming{ "card", "last4" } };

constexpr std::array columns{ MirrorColumn{ "customer_id", "customer", ColumnType::Text, ColumnUse::State,
                                  ObjectKind::Customer },
    MirrorColumn{ "type", "type" }, MirrorColumn{ "brand", "brand" }, MirrorColumn{ "last4", "last4" },
    MirrorColumn{ "exp_month", "exp_month", ColumnType::Integer },
    MirrorColumn{ "exp_year", "exp_year", ColumnType::Integer } };

} // namespace

extern constinit const ObjectType paymentMethodType{ .kind = ObjectKind::PaymentMethod,
    .object = "payment_method",
    .table = "payment_methods",
    .area = domain::Area::Customers,
    .events = events,
    .read = read,
    .renamings = renamings,
    .columns = columns };

} // namespace billhook::stripe

#include "services/stripe/objecttype.h"

#include <array>

namespace billhook::stripe {

using domain::FactKind;

namespace {

void read(StateBuilder &state, JsonView object)
{
    state.instant("created", object["created"]);
    state.discount("discount", object["discount"]);
    state.leaveOutUnreadable();
    state.text("name", object["name"]);
    state.text("email", object["email"]);
    state.text("currency", object["currency"]);
    state.text("country", object["address"]["country"]);
    state.boolean("delinquent", object["delinquent"]);
    state.id("default_payment_method", object["invoice_settings"]["default_payment_method"]);
    state.hash("metadata", object["metadata"]);
}

constexpr std::array events{ EventName{ "customer.created", FactKind::Created },
    EventName{ "customer.updated", FactKind::Updated }, EventName{ "customer.deleted", FactKind::Deleted } };

constexpr std::array renamings{ Renaming{ "address", "country" },
    Renaming{ "invoice_settings", "default_payment_method" } };

constexpr std::array columns{ MirrorColumn{ "name", "name" }, MirrorColumn{ "email", "email" },
    MirrorColumn{ "currency", "currency" }, MirrorColumn{ "country", "country" },
    MirrorColumn{ "created", "created", ColumnType::Instant },
    MirrorColumn{ "delinquent", "delinquent", ColumnType::Boolean },
    MirrorColumn{ "default_payment_method", "default_payment_method" },
    MirrorColumn{ "discount", "discount" }, MirrorColumn{ "metadata", "metadata" } };

} // namespace

extern constinit const ObjectType customerType{ .kind = domain::ObjectKind::Customer,
    .object = "customer",
    .table = "customers",
    .area = domain::Area::Customers,
    .events = events,
    .read = read,
    .renamings = renamings,
    .columns = columns };

} // namespace billhook::stripe

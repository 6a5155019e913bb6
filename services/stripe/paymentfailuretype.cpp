#include "services/stripe/objecttype.h"

#include <array>

namespace billhook::stripe {

using domain::FactKind;
using domain::ObjectKind;

namespace {

void read(StateBuilder &state, JsonView object)
{
    const bool isCharge = object["object"].text() == "charge";
    const auto error = object["last_payment_error"];
    state.id("customer", object["customer"]);
    state.id("invoice", object["invoice"].isNothing() ? object["metadata"]["invoice"] : object["invoice"]);
    state.integer("amount", object["amount"]);
    state.text("currency", object["currency"]);
    state.leaveOutUnreadable();
    state.text("code", isCharge ? object["failure_code"] : error["code"]);
    state.text("decline_code", isCharge ? object["outcome"]["reason"] : error["decline_code"]);
}

/** A charge and its payment intent tell about one failure. */
std::optional<std::string> idOfPayment(JsonView object)
{
    return idOf(object["payment_intent"].isNothing() ? object : object["payment_intent"]);
}

constexpr std::array events{ EventName{ "charge.failed", FactKind::Created },
    EventName{ "payment_intent.payment_failed", FactKind::Created } };

constexpr std::array columns{
    MirrorColumn{ "customer_id", "customer", ColumnType::Text, ColumnUse::State, ObjectKind::Customer },
    MirrorColumn{ "invoice_id", "invoice" }, MirrorColumn{ "amount", "amount", ColumnType::Integer },
    MirrorColumn{ "currency", "currency" }, MirrorColumn{ "code", "code" },
    MirrorColumn{ "decline_code", "decline_code" }, MirrorColumn{ "created", "created", ColumnType::Instant }
};

} // namespace

extern constinit const ObjectType paymentFailureType{ .kind = ObjectKind::PaymentFailure,
    .object = "payment_failure",
    .table = "payment_failures",
    .area = domain::Area::Invoices,
    .isOfCustomer = true,
    .events = events,
    .read = read,
    .columns = columns,
    .id = idOfPayment };

} // namespace billhook::stripe

#include "services/stripe/objecttype.h"

#include <array>

namespace billhook::stripe {

using domain::FactKind;
using domain::ObjectKind;

namespace {

/** On the invoice, in its parent, or where neither is told in the first of its lines that names one. */
JsonView subscriptionOf(JsonView invoice)
{
    for (const auto direct :
        { invoice["parent"]["subscription_details"]["subscription"], invoice["subscription"] }) {
        if (!direct.isNothing()) {
            return direct;
        }
    }
    const auto lines = invoice["lines"]["data"];
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const auto line = lines.at(index);
        for (const auto own :
            { line["parent"]["subscription_item_details"]["subscription"], line["subscription"] }) {
            if (idOf(own)) {
                return own;
            }
        }
    }
    return {};
}

void read(StateBuilder &state, JsonView object)
{
    state.id("customer", object["customer"]);
    state.id("subscription", subscriptionOf(object));
    state.text("status", object["status"]);
    state.text("currency", object["currency"]);
    for (const auto *field :
        { "amount_due", "amount_paid", "amount_remaining", "total", "subtotal", "attempt_count" }) {
        state.integer(field, object[field]);
    }
    state.boolean("attempted", object["attempted"]);
    for (const auto *field :
        { "created", "due_date", "next_payment_attempt", "period_start", "period_end" }) {
        state.instant(field, object[field]);
    }
    state.leaveOutUnreadable();
    state.text("number", object["number"]);
    state.text("billing_reason", object["billing_reason"]);
    state.text("collection_method", object["collection_method"]);
}

domain::Phase phase(std::string_view status)
{
    if (status == "paid" || status == "void") {
        return domain::Phase::Terminal;
    }
    if (status == "draft") {
        return domain::Phase::Early;
    }
    return status == "uncollectible" ? domain::Phase::Late : domain::Phase::Living;
}

constexpr std::array events{ EventName{ "invoice.created", FactKind::Created },
    EventName{ "invoice.updated", FactKind::Updated }, EventName{ "invoice.deleted", FactKind::Deleted },
    EventName{ "invoice.*", FactKind::Witness } };

constexpr std::array renamings{ Renaming{ "parent", "subscription" }, Renaming{ "lines", "subscription" } };

constexpr std::array columns{ MirrorColumn{ "number", "number" },
    MirrorColumn{ "customer_id", "customer", ColumnType::Text, ColumnUse::State, ObjectKind::Customer },
    MirrorColumn{ "subscription_id", "subscription" }, MirrorColumn{ "status", "status" },
    MirrorColumn{ "currency", "currency" }, MirrorColumn{ "amount_due", "amount_due", ColumnType::Integer },
    MirrorColumn{ "amount_paid", "amount_paid", ColumnType::Integer },
    MirrorColumn{ "amount_remaining", "amount_remaining", ColumnType::Integer },
    MirrorColumn{ "total", "total", ColumnType::Integer },
    MirrorColumn{ "subtotal", "subtotal", ColumnType::Integer },
    MirrorColumn{ "attempt_count", "attempt_count", ColumnType::Integer },
    MirrorColumn{ "attempted", "attempted", ColumnType::Boolean },
    MirrorColumn{ "payment_failed", "payment_failed", ColumnType::Boolean },
    MirrorColumn{ "next_payment_attempt", "next_payment_attempt", ColumnType::Instant },
    MirrorColumn{ "billing_reason", "billing_reason" },
    MirrorColumn{ "collection_method", "collection_method" },
    MirrorColumn{ "created", "created", ColumnType::Instant },
    MirrorColumn{ "due_date", "due_date", ColumnType::Instant },
    MirrorColumn{ "period_start", "period_start", ColumnType::Instant },
    MirrorColumn{ "period_end", "period_end", ColumnType::Instant },
    MirrorColumn{ "payment_intent_id", "payment_intent", ColumnType::Text, ColumnUse::Lasting } };

} // namespace

extern constinit const ObjectType invoiceType{ .kind = ObjectKind::Invoice,
    .object = "invoice",
    .table = "invoices",
    .area = domain::Area::Invoices,
    .isOfCustomer = true,
    .events = events,
    .read = read,
    .renamings = renamings,
    .columns = columns,
    .phase = phase };

} // namespace billhook::stripe

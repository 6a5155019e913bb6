#include "services/sandbox/objects/plans.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/pricefields.h"
#include "services/sandbox/objects/prices.h"

#include <algorithm>
#include <array>
#include <utility>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

/** What a plan calls otherwise than its price does. */
const std::array<std::pair<QString, QString>, 3> &renamed()
{
    static const std::array<std::pair<QString, QString>, 3> names{ std::pair{ u"amount"_s, u"unit_amount"_s },
        std::pair{ u"amount_decimal"_s, u"unit_amount_decimal"_s },
        std::pair{ u"transform_usage"_s, u"transform_quantity"_s } };
    return names;
}

/** What a plan has itself and a price within `recurring`. */
const std::array<QString, 6> &recurringNames()
{
    static const std::array<QString, 6> names{ u"aggregate_usage"_s, u"interval"_s, u"interval_count"_s,
        u"meter"_s, u"trial_period_days"_s, u"usage_type"_s };
    return names;
}

std::vector<Field> planFields()
{
    const std::vector<Field> usage{
        { .name = "divide_by", .type = FieldType::Integer, .required = true, .least = 1, .clearable = false },
        { .name = "round",
            .type = FieldType::Choice,
            .required = true,
            .choices = { "down", "up" },
            .clearable = false }
    };
    const std::vector<Field> product{ { .name = "name", .required = true, .clearable = false },
        { .name = "id", .longest = 255 }, { .name = "active", .type = FieldType::Boolean },
        { .name = "metadata", .type = FieldType::Metadata },
        { .name = "statement_descriptor", .longest = 22 }, { .name = "tax_code" },
        { .name = "unit_label", .longest = 12 } };
    return { { .name = "id", .use = Use::Create, .longest = 255, .clearable = false },
        { .name = "active", .type = FieldType::Boolean, .clearable = false }, { .name = "nickname" },
        { .name = "metadata", .type = FieldType::Metadata },
        { .name = "trial_period_days", .type = FieldType::Integer, .greatest = 730 },
        { .name = "amount", .type = FieldType::Integer, .use = Use::Create, .clearable = false },
        { .name = "amount_decimal", .type = FieldType::Decimal, .use = Use::Create, .clearable = false },
        { .name = "currency", .use = Use::Create, .required = true, .longest = 3, .clearable = false },
        { .name = "interval",
            .type = FieldType::Choice,
            .use = Use::Create,
            .required = true,
            .choices = { "day", "month", "week", "year" },
            .clearable = false },
        { .name = "interval_count",
            .type = FieldType::Integer,
            .use = Use::Create,
            .least = 1,
            .greatest = 1'095 },
        { .name = "usage_type",
            .type = FieldType::Choice,
            .use = Use::Create,
            .choices = { "licensed", "metered" } },
        { .name = "aggregate_usage",
            .type = FieldType::Choice,
            .use = Use::Create,
            .choices = { "last_during_period", "last_ever", "max", "sum" } },
        { .name = "meter", .use = Use::Create, .longest = 255 },
        { .name = "product",
            .type = FieldType::TextOrHash,
            .fields = product,
            .longest = 255,
            .clearable = false },
        { .name = "billing_scheme",
            .type = FieldType::Choice,
            .use = Use::Create,
            .choices = { "per_unit", "tiered" } },
        { .name = "tiers", .type = FieldType::HashList, .use = Use::Create, .fields = tierFields() },
        { .name = "tiers_mode",
            .type = FieldType::Choice,
            .use = Use::Create,
            .choices = { "graduated", "volume" } },
        { .name = "transform_usage", .type = FieldType::Hash, .use = Use::Create, .fields = usage } };
}

/** A plan's parameters as those of its price. */
QJsonObject priceParameters(const QJsonObject &given)
{
    auto price = given;
    QJsonObject recurring;
    for (const auto &name : recurringNames()) {
        if (price.contains(name)) {
            recurring.insert(name, price.take(name));
        }
    }
    price.insert(u"recurring"_s, recurring);
    for (const auto &[plan, own] : renamed()) {
        if (price.contains(plan)) {
            price.insert(own, price.take(plan));
        }
    }
    if (price.value(u"product"_s).isObject()) {
        price.insert(u"product_data"_s, price.take(u"product"_s));
    }
    return price;
}

/** A refusal of the price in the plan's words. */
Refusal inPlanWords(Refusal refusal)
{
    for (const auto &[plan, own] : renamed()) {
        if (refusal.param == own.toStdString()) {
            refusal.param = plan.toStdString();
        }
    }
    if (refusal.param.starts_with("recurring[")) {
        refusal.param = refusal.param.substr(10, refusal.param.size() - 11);
    }
    return refusal;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape &shape)
{
    auto parameters = priceParameters(given);
    const auto id = given.contains(u"id"_s) ? textAt(given, u"id"_s) : transaction.newId("plan", 14);
    if (transaction.find("price", id)) {
        return invalidParameter("resource_already_exists", "Plan already exists.", "id");
    }
    parameters.insert(u"id"_s, text(id));
    auto price = priceKind().create(transaction, parameters, shape);
    return price ? price : Attempt<QJsonObject>(inPlanWords(price.refusal()));
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &price, const QJsonObject &given)
{
    auto changes = given;
    auto before = price;
    if (given.contains(u"trial_period_days"_s) || given.contains(u"product"_s)) {
        auto recurring = price.value(u"recurring"_s).toObject();
        if (given.contains(u"trial_period_days"_s)) {
            recurring.insert(u"trial_period_days"_s, changes.take(u"trial_period_days"_s));
        }
        const auto product = changes.take(u"product"_s);
        if (!product.isUndefined() && !transaction.find("product", product.toString().toStdString())) {
            return noSuchObject("product", product.toString().toStdString(), "product");
        }
        auto moved = price;
        moved.insert(u"recurring"_s, recurring);
        moved.insert(u"product"_s, product.isUndefined() ? price.value(u"product"_s) : product);
        putChangedPrice(transaction, price, moved);
        before = moved;
    }
    return priceKind().update(transaction, before, changes);
}

std::optional<Refusal> remove(Transaction &transaction, const QJsonObject &price)
{
    const auto id = price.value(u"id"_s);
    const auto product = transaction.find("product", textAt(price, u"product"_s));
    if (product && product->value(u"default_price"_s) == id) {
        return invalidParameter(
            "", "This plan cannot be deleted because it is the default price of its product.", "");
    }
    transaction.remove("price", id.toString().toStdString());
    tell(transaction, planKind(), "plan.deleted", price);
    tell(transaction, priceKind(), "price.deleted", price);
    return std::nullopt;
}

bool isPlan(const QJsonObject &price)
{
    return price.value(u"type"_s).toString() == u"recurring"_s;
}

QJsonObject planOf(const QJsonObject &price)
{
    if (price.value(u"object"_s).toString() == u"plan"_s) {
        return price; // out of an event
    }
    QJsonObject plan{ { u"object"_s, u"plan"_s } };
    for (const auto &name : { u"id"_s, u"active"_s, u"billing_scheme"_s, u"created"_s, u"currency"_s,
             u"livemode"_s, u"metadata"_s, u"nickname"_s, u"product"_s, u"tiers_mode"_s }) {
        plan.insert(name, price.value(name));
    }
    for (const auto &[name, own] : renamed()) {
        plan.insert(name, price.value(own));
    }
    const auto recurring = price.value(u"recurring"_s).toObject();
    for (const auto &name : recurringNames()) {
        plan.insert(name, recurring.contains(name) ? recurring.value(name) : null());
    }
    if (price.contains(u"tiers"_s)) {
        plan.insert(u"tiers"_s, price.value(u"tiers"_s));
    }
    return plan;
}

QJsonObject present(const QJsonObject &price, const Look &look)
{
    auto plan = planOf(price);
    if (!look.shape.basil && !plan.contains(u"aggregate_usage"_s)) {
        plan.insert(u"aggregate_usage"_s, null());
    } else if (look.shape.basil) {
        plan.remove(u"aggregate_usage"_s); // usage is a meter's from here on
    }
    return plan;
}

} // namespace

const ObjectKind &planKind()
{
    static const ObjectKind kind{ .object = "plan",
        .table = "price",
        .path = "/v1/plans",
        .fields = planFields(),
        .filters = { { "active", "active" }, { "product", "product" } },
        .references = { { "product", "product" } },
        .includable = { "tiers" },
        .searchable = {},
        .create = create,
        .update = update,
        .remove = remove,
        .belongs = isPlan,
        .present = present };
    return kind;
}

} // namespace billhook::sandbox

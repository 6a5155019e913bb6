#include "services/projection/mirrorwriter.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/stripe/canonicaljson.h"

#include <algorithm>

namespace billhook::projection {

using domain::ObjectKind;

namespace {

/** A table: its statement and the fields behind its columns, in the statement's order. */
struct Table
{
    std::string_view statement;
    std::vector<std::string_view> columns;
    std::vector<std::string_view> trailing; ///< derived, behind the columns every table has
};

const Table &tableOf(ObjectKind kind)
{
    static const Table customers{ "projection/upsert_customers",
        { "name", "email", "currency", "country", "created", "delinquent", "default_payment_method",
            "discount", "metadata" },
        {} };
    static const Table subscriptions{ "projection/upsert_subscriptions",
        { "customer", "status", "currency", "created", "start_date", "current_period_start",
            "current_period_end", "trial_start", "trial_end", "cancel_at_period_end", "cancel_at",
            "canceled_at", "ended_at", "cancellation_reason", "collection_method", "pause_collection",
            "default_payment_method", "discounts", "metadata", "annual", "trial_annual", "committed_annual",
            "amount_known", "main_quantity" },
        { "main_product", "main_price" } };
    static const Table invoices{ "projection/upsert_invoices",
        { "number", "customer", "subscription", "status", "currency", "amount_due", "amount_paid",
            "amount_remaining", "total", "subtotal", "attempt_count", "attempted", "payment_failed",
            "next_payment_attempt", "billing_reason", "collection_method", "created", "due_date",
            "period_start", "period_end", "payment_intent" },
        {} };
    static const Table paymentMethods{ "projection/upsert_payment_methods",
        { "customer", "type", "brand", "last4", "exp_month", "exp_year" }, {} };
    static const Table products{ "projection/upsert_products",
        { "name", "active", "description", "metadata" }, {} };
    static const Table prices{ "projection/upsert_prices",
        { "product", "active", "currency", "unit_amount", "recurring_interval", "interval_count",
            "usage_type", "tiers_mode", "tiers", "transform_quantity", "nickname", "lookup_key", "metadata" },
        {} };
    static const Table coupons{ "projection/upsert_coupons",
        { "name", "percent_off", "amount_off", "currency", "duration", "duration_in_months", "valid" }, {} };
    static const Table discounts{ "projection/upsert_discounts",
        { "coupon", "customer", "subscription", "subscription_item", "start", "end" }, {} };
    static const Table failures{ "projection/upsert_payment_failures",
        { "customer", "invoice", "amount", "currency", "code", "decline_code", "created" }, {} };
    switch (kind) {
    case ObjectKind::Customer:
        return customers;
    case ObjectKind::Subscription:
        return subscriptions;
    case ObjectKind::Invoice:
        return invoices;
    case ObjectKind::PaymentMethod:
        return paymentMethods;
    case ObjectKind::Product:
        return products;
    case ObjectKind::Price:
        return prices;
    case ObjectKind::Coupon:
        return coupons;
    case ObjectKind::Discount:
        return discounts;
    case ObjectKind::PaymentFailure:
        break;
    }
    return failures;
}

std::optional<std::string> valueOf(const MirrorRow &row, std::string_view column)
{
    const auto derived = row.derived.find(column);
    if (derived != row.derived.end()) {
        return derived->second;
    }
    const auto raw = row.state->raw(column);
    return raw.empty() ? std::nullopt : std::optional(stripe::plainText(raw));
}

void addColumn(postgres::Parameters &parameters, const std::vector<MirrorRow> &rows, std::string_view column)
{
    postgres::Texts values;
    values.reserve(rows.size());
    for (const auto &row : rows) {
        values.push_back(valueOf(row, column));
    }
    parameters.texts(values);
}

void addCommonColumns(postgres::Parameters &parameters, const std::vector<MirrorRow> &rows)
{
    postgres::Texts deleted;
    postgres::Texts stubs;
    postgres::Texts qualities;
    postgres::Texts events;
    postgres::Integers effs;
    for (const auto &row : rows) {
        deleted.emplace_back(row.deleted ? "true" : "false");
        stubs.emplace_back(row.stub ? "true" : "false");
        qualities.emplace_back(row.quality);
        events.push_back(row.eventId.empty() ? std::nullopt : std::optional(row.eventId));
        effs.emplace_back(row.eff);
    }
    parameters.texts(deleted).texts(stubs).texts(qualities).texts(events).bigints(effs);
}

} // namespace

MirrorWriter::MirrorWriter(postgres::Pipeline &pipeline)
    : m_pipeline(pipeline)
{ }

domain::Result<void> MirrorWriter::write(ObjectKind kind, std::vector<MirrorRow> rows)
{
    if (rows.empty()) {
        return {};
    }
    std::sort(rows.begin(), rows.end(),
        [](const MirrorRow &left, const MirrorRow &right) { return left.id < right.id; });
    const auto &table = tableOf(kind);
    postgres::Parameters parameters;
    postgres::Texts ids;
    for (const auto &row : rows) {
        ids.emplace_back(row.id);
    }
    parameters.texts(ids);
    for (const auto column : table.columns) {
        addColumn(parameters, rows, column);
    }
    addCommonColumns(parameters, rows);
    for (const auto column : table.trailing) {
        addColumn(parameters, rows, column);
    }
    return m_pipeline.post(table.statement, parameters);
}

domain::Result<void> MirrorWriter::writeItems(
    const std::vector<std::string> &subscriptions, const std::vector<ItemRow> &items)
{
    if (subscriptions.empty()) {
        return {};
    }
    postgres::Texts ids;
    postgres::Texts owners;
    postgres::Texts prices;
    postgres::Texts products;
    postgres::Integers quantities;
    postgres::Integers starts;
    postgres::Integers ends;
    postgres::Texts discounts;
    postgres::Integers annuals;
    for (const auto &item : items) {
        ids.emplace_back(item.id);
        owners.emplace_back(item.subscriptionId);
        prices.emplace_back(item.priceId);
        products.push_back(item.productId.empty() ? std::nullopt : std::optional(item.productId));
        quantities.emplace_back(item.quantity);
        starts.push_back(item.periodStart);
        ends.push_back(item.periodEnd);
        discounts.emplace_back(item.discounts);
        annuals.push_back(item.annual);
    }
    return m_pipeline.post("projection/upsert_items",
        postgres::Parameters()
            .texts(postgres::textsOf(subscriptions))
            .texts(ids)
            .texts(owners)
            .texts(prices)
            .texts(products)
            .bigints(quantities)
            .bigints(starts)
            .bigints(ends)
            .texts(discounts)
            .bigints(annuals));
}

domain::Result<void> MirrorWriter::addStubs(ObjectKind kind, const std::vector<std::string> &sortedIds)
{
    if (sortedIds.empty()) {
        return {};
    }
    const std::string_view statement = kind == ObjectKind::Customer ? "projection/insert_stub_customers"
        : kind == ObjectKind::Price                                 ? "projection/insert_stub_prices"
                                                                    : "projection/insert_stub_products";
    return m_pipeline.post(statement, postgres::Parameters().texts(postgres::textsOf(sortedIds)));
}

} // namespace billhook::projection

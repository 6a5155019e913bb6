#include "services/projection/mirrorwriter.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/stripe/canonicaljson.h"

#include <algorithm>

namespace billhook::projection {

using domain::ObjectKind;

namespace {

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

domain::Result<void> MirrorWriter::write(const stripe::ObjectType &type, std::vector<MirrorRow> rows)
{
    if (rows.empty()) {
        return {};
    }
    std::sort(rows.begin(), rows.end(),
        [](const MirrorRow &left, const MirrorRow &right) { return left.id < right.id; });
    postgres::Parameters parameters;
    postgres::Texts ids;
    for (const auto &row : rows) {
        ids.emplace_back(row.id);
    }
    parameters.texts(ids);
    for (const auto &column : type.columns) {
        addColumn(parameters, rows, column.field);
    }
    addCommonColumns(parameters, rows);
    if (type.kind == ObjectKind::Subscription) {
        addColumn(parameters, rows, "main_product");
        addColumn(parameters, rows, "main_price");
    }
    return m_pipeline.post("projection/upsert_" + std::string(type.table), parameters);
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

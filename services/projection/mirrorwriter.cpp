#include "services/projection/mirrorwriter.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/stripe/canonicaljson.h"

#include <algorithm>
#include <utility>

namespace billhook::projection {

namespace {

std::optional<std::string> commonValueOf(const MirrorRow &row, std::string_view field)
{
    if (field == "id") {
        return row.id;
    }
    if (field == "deleted" || field == "stub") {
        return (field == "stub" ? row.stub : row.deleted) ? "true" : "false";
    }
    if (field == "quality") {
        return row.quality;
    }
    if (field == "event_id") {
        return row.eventId;
    }
    return field == "eff" && row.eff ? std::optional(std::to_string(*row.eff)) : std::nullopt;
}

std::optional<std::string> valueOf(const MirrorRow &row, std::string_view field)
{
    const auto derived = row.derived.find(field);
    if (derived != row.derived.end()) {
        return derived->second;
    }
    const auto raw = row.state != nullptr ? row.state->raw(field) : std::string_view();
    return raw.empty() ? commonValueOf(row, field) : std::optional(stripe::plainText(raw));
}

} // namespace

MirrorWriter::MirrorWriter(postgres::Pipeline &pipeline)
    : m_pipeline(pipeline)
{ }

domain::Result<void> MirrorWriter::write(
    const stripe::ObjectType &type, std::vector<MirrorRow> rows, OnConflict onConflict)
{
    if (rows.empty()) {
        return {};
    }
    std::sort(rows.begin(), rows.end(),
        [](const MirrorRow &left, const MirrorRow &right) { return left.id < right.id; });
    postgres::Parameters parameters;
    for (const auto field : MirrorStatements::fields(type)) {
        parameters.texts(
            postgres::texts(rows, [field](const MirrorRow &row) { return valueOf(row, field); }));
    }
    return m_pipeline.post(MirrorStatements::writeName(type, onConflict), parameters);
}

domain::Result<void> MirrorWriter::writeItems(
    const std::vector<std::string> &subscriptions, const std::vector<ItemRow> &items)
{
    if (subscriptions.empty()) {
        return {};
    }
    const auto product = [](const ItemRow &item) {
        return item.productId.empty() ? std::nullopt : std::optional(item.productId);
    };
    return m_pipeline.post("projection/upsert_items",
        postgres::Parameters()
            .texts(postgres::textsOf(subscriptions))
            .texts(postgres::texts(items, &ItemRow::id))
            .texts(postgres::texts(items, &ItemRow::subscriptionId))
            .texts(postgres::texts(items, &ItemRow::priceId))
            .texts(postgres::texts(items, product))
            .bigints(postgres::integers(items, &ItemRow::quantity))
            .bigints(postgres::integers(items, &ItemRow::periodStart))
            .bigints(postgres::integers(items, &ItemRow::periodEnd))
            .texts(postgres::texts(items, &ItemRow::discounts))
            .bigints(postgres::integers(items, &ItemRow::annual)));
}

domain::Result<void> MirrorWriter::addStubs(
    const stripe::ObjectType &type, const std::vector<std::string> &ids)
{
    std::vector<MirrorRow> rows;
    rows.reserve(ids.size());
    for (const auto &id : ids) {
        auto &row = rows.emplace_back();
        row.id = id;
        row.stub = true;
    }
    return write(type, std::move(rows), OnConflict::Keep);
}

} // namespace billhook::projection

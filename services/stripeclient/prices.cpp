#include "services/stripeclient/prices.h"

namespace billhook::stripeclient {

namespace {

void addLookupKey(Form &form, const std::optional<std::string> &lookupKey, bool transfer)
{
    if (lookupKey) {
        form.text("lookup_key", *lookupKey);
    }
    if (transfer) {
        form.flag("transfer_lookup_key", true);
    }
}

} // namespace

Request createPrice(const NewPrice &price, std::string idempotencyKey)
{
    Form form;
    form.text("product", price.product)
        .text("currency", price.amount.currency().code())
        .integer("unit_amount", price.amount.minor())
        .text("recurring[interval]", price.interval)
        .integer("recurring[interval_count]", price.intervalCount);
    if (price.nickname) {
        form.text("nickname", *price.nickname);
    }
    addLookupKey(form, price.lookupKey, price.transferLookupKey);
    form.metadata(price.metadata);
    return { Method::Post, "/v1/prices", {}, form, std::move(idempotencyKey) };
}

Request updatePrice(std::string id, const PriceChange &change, std::string idempotencyKey)
{
    Form form;
    if (change.active) {
        form.flag("active", *change.active);
    }
    if (change.nickname) {
        form.text("nickname", *change.nickname);
    }
    addLookupKey(form, change.lookupKey, change.transferLookupKey);
    form.metadata(change.metadata);
    return { Method::Post, "/v1/prices/{id}", std::move(id), form, std::move(idempotencyKey) };
}

Request retrievePrice(std::string id)
{
    return { Method::Get, "/v1/prices/{id}", std::move(id), Form().list("expand", { "tiers" }) };
}

Request listPrices(const PriceFilter &filter)
{
    Form form;
    if (filter.product) {
        form.text("product", *filter.product);
    }
    if (filter.active) {
        form.flag("active", *filter.active);
    }
    form.list("lookup_keys", filter.lookupKeys);
    if (filter.createdSince) {
        form.integer("created[gte]", *filter.createdSince);
    }
    form.integer("limit", filter.limit).list("expand", { "data.tiers" });
    return { Method::Get, "/v1/prices", {}, form };
}

} // namespace billhook::stripeclient

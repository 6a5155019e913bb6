#include "services/stripeclient/products.h"

namespace billhook::stripeclient {

namespace {

Form formOf(const ProductFields &fields)
{
    Form form;
    if (fields.name) {
        form.text("name", *fields.name);
    }
    if (fields.description) {
        form.text("description", *fields.description);
    }
    if (fields.active) {
        form.flag("active", *fields.active);
    }
    if (fields.defaultPrice) {
        form.text("default_price", *fields.defaultPrice);
    }
    return form.metadata(fields.metadata);
}

} // namespace

Request createProduct(const ProductFields &fields, std::string idempotencyKey)
{
    return { Method::Post, "/v1/products", {}, formOf(fields), std::move(idempotencyKey) };
}

Request updateProduct(std::string id, const ProductFields &fields, std::string idempotencyKey)
{
    return { Method::Post, "/v1/products/{id}", std::move(id), formOf(fields), std::move(idempotencyKey) };
}

Request retrieveProduct(std::string id)
{
    return { Method::Get, "/v1/products/{id}", std::move(id) };
}

Request listProducts(const ProductFilter &filter)
{
    Form form;
    if (filter.active) {
        form.flag("active", *filter.active);
    }
    if (filter.createdSince) {
        form.integer("created[gte]", *filter.createdSince);
    }
    form.integer("limit", filter.limit);
    return { Method::Get, "/v1/products", {}, form };
}

} // namespace billhook::stripeclient

#include "services/stripeclient/customers.h"

namespace billhook::stripeclient {

namespace {

Form formOf(const CustomerFields &fields)
{
    Form form;
    const auto add = [&form](const char *name, const std::optional<std::string> &value) {
        if (value) {
            form.text(name, *value);
        }
    };
    add("name", fields.name);
    add("email", fields.email);
    add("description", fields.description);
    add("phone", fields.phone);
    add("invoice_settings[default_payment_method]", fields.defaultPaymentMethod);
    form.metadata(fields.metadata);
    return form;
}

} // namespace

Request createCustomer(const CustomerFields &fields, std::string idempotencyKey)
{
    return { Method::Post, "/v1/customers", {}, formOf(fields), std::move(idempotencyKey) };
}

Request updateCustomer(std::string id, const CustomerFields &fields, std::string idempotencyKey)
{
    return { Method::Post, "/v1/customers/{id}", std::move(id), formOf(fields), std::move(idempotencyKey) };
}

Request deleteCustomer(std::string id)
{
    return { Method::Delete, "/v1/customers/{id}", std::move(id) };
}

Request retrieveCustomer(std::string id)
{
    return { Method::Get, "/v1/customers/{id}", std::move(id) };
}

Request listCustomers(const CustomerFilter &filter)
{
    Form form;
    if (filter.email) {
        form.text("email", *filter.email);
    }
    if (filter.createdSince) {
        form.integer("created[gte]", *filter.createdSince);
    }
    form.integer("limit", filter.limit);
    return { Method::Get, "/v1/customers", {}, form };
}

Request adjustBalance(
    std::string id, const domain::Money &amount, std::string description, std::string idempotencyKey)
{
    Form form;
    form.integer("amount", amount.minor()).text("currency", amount.currency().code());
    form.text("description", std::move(description));
    return { Method::Post, "/v1/customers/{id}/balance_transactions", std::move(id), form,
        std::move(idempotencyKey) };
}

Request listPaymentMethods(std::string customer, int limit)
{
    return { Method::Get, "/v1/customers/{id}/payment_methods", std::move(customer),
        Form().integer("limit", limit) };
}

Request attachPaymentMethod(std::string id, std::string customer, std::string idempotencyKey)
{
    return { Method::Post, "/v1/payment_methods/{id}/attach", std::move(id),
        Form().text("customer", std::move(customer)), std::move(idempotencyKey) };
}

Request detachPaymentMethod(std::string id, std::string idempotencyKey)
{
    return { Method::Post, "/v1/payment_methods/{id}/detach", std::move(id), {}, std::move(idempotencyKey) };
}

} // namespace billhook::stripeclient

#include "services/stripeclient/invoices.h"

namespace billhook::stripeclient {

Request listInvoices(const InvoiceFilter &filter)
{
    Form form;
    if (filter.customer) {
        form.text("customer", *filter.customer);
    }
    if (filter.subscription) {
        form.text("subscription", *filter.subscription);
    }
    if (filter.status) {
        form.text("status", *filter.status);
    }
    if (filter.createdSince) {
        form.integer("created[gte]", *filter.createdSince);
    }
    form.integer("limit", filter.limit);
    return { Method::Get, "/v1/invoices", {}, form };
}

Request retrieveInvoice(std::string id)
{
    return { Method::Get, "/v1/invoices/{id}", std::move(id) };
}

Request finalizeInvoice(std::string id, std::string idempotencyKey)
{
    return { Method::Post, "/v1/invoices/{id}/finalize", std::move(id), {}, std::move(idempotencyKey) };
}

Request payInvoice(std::string id, const InvoicePaymentChoice &choice, std::string idempotencyKey)
{
    Form form;
    if (choice.paymentMethod) {
        form.text("payment_method", *choice.paymentMethod);
    }
    if (choice.outOfBand) {
        form.flag("paid_out_of_band", true);
    }
    return { Method::Post, "/v1/invoices/{id}/pay", std::move(id), form, std::move(idempotencyKey) };
}

Request voidInvoice(std::string id, std::string idempotencyKey)
{
    return { Method::Post, "/v1/invoices/{id}/void", std::move(id), {}, std::move(idempotencyKey) };
}

Request markInvoiceUncollectible(std::string id, std::string idempotencyKey)
{
    return { Method::Post, "/v1/invoices/{id}/mark_uncollectible", std::move(id), {},
        std::move(idempotencyKey) };
}

Request createRefund(const NewRefund &refund, std::string idempotencyKey)
{
    Form form;
    form.text("charge", refund.charge);
    if (refund.amount) {
        form.integer("amount", *refund.amount);
    }
    if (refund.reason) {
        form.text("reason", *refund.reason);
    }
    form.metadata(refund.metadata);
    return { Method::Post, "/v1/refunds", {}, form, std::move(idempotencyKey) };
}

} // namespace billhook::stripeclient

#pragma once

#include "services/stripeclient/request.h"

#include <optional>
#include <string>

namespace billhook::stripeclient {

struct InvoiceFilter
{
    std::optional<std::string> customer{};
    std::optional<std::string> subscription{};
    std::optional<std::string> status{}; ///< draft, open, paid, uncollectible, void
    std::optional<std::int64_t> createdSince{}; ///< seconds since 1970, this second included
    int limit = 100;
};

struct InvoicePaymentChoice
{
    std::optional<std::string> paymentMethod{}; ///< else the one that is set
    bool outOfBand = false; ///< paid elsewhere: nothing is charged
};

Request listInvoices(const InvoiceFilter &filter);
Request retrieveInvoice(std::string id); ///< `invoice_pdf` and `hosted_invoice_url` are links to it
Request finalizeInvoice(std::string id, std::string idempotencyKey);
Request payInvoice(std::string id, const InvoicePaymentChoice &choice, std::string idempotencyKey);
Request voidInvoice(std::string id, std::string idempotencyKey);
Request markInvoiceUncollectible(std::string id, std::string idempotencyKey);

struct NewRefund
{
    std::string charge;
    std::optional<std::int64_t> amount{}; ///< minor units; else all that is left
    std::optional<std::string> reason{}; ///< duplicate, fraudulent, requested_by_customer
    Metadata metadata{};
};
Request createRefund(const NewRefund &refund, std::string idempotencyKey);

} // namespace billhook::stripeclient

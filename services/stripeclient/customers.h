#pragma once

#include "models/domain/money.h"
#include "services/stripeclient/request.h"

#include <optional>
#include <string>

namespace billhook::stripeclient {

/** What is to be set; what is absent stays as it is, "" clears. */
struct CustomerFields
{
    std::optional<std::string> name{};
    std::optional<std::string> email{};
    std::optional<std::string> description{};
    std::optional<std::string> phone{};
    std::optional<std::string> defaultPaymentMethod{}; ///< of its invoices
    Metadata metadata{};
};

struct CustomerFilter
{
    std::optional<std::string> email{};
    std::optional<std::int64_t> createdSince{}; ///< seconds since 1970, this second included
    int limit = 100;
};

Request createCustomer(const CustomerFields &fields, std::string idempotencyKey);
Request updateCustomer(std::string id, const CustomerFields &fields, std::string idempotencyKey);
Request deleteCustomer(std::string id); ///< ends its subscriptions at once
Request retrieveCustomer(std::string id);
Request listCustomers(const CustomerFilter &filter);
/** Adds to what the customer owes; negative: a credit for the next invoices. */
Request adjustBalance(
    std::string id, const domain::Money &amount, std::string description, std::string idempotencyKey);

Request listPaymentMethods(std::string customer, int limit = 100);
Request attachPaymentMethod(std::string id, std::string customer, std::string idempotencyKey);
Request detachPaymentMethod(std::string id, std::string idempotencyKey);

} // namespace billhook::stripeclient

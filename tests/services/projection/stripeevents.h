#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace billhook::support {

/** How Stripe writes the same thing before and after 2025-03-31.basil. */
enum class Shape
{
    Old,
    New
};

/** A subscription with one item, to be written in either shape. */
struct SubscriptionText
{
    std::string id = "sub_1";
    std::string customer = "cus_1";
    std::string status = "active";
    std::string price = "price_basic";
    std::string product = "prod_basic";
    std::int64_t amount = 1000; ///< minor units a month
    std::string currency = "usd";
    std::int64_t quantity = 1;
    std::int64_t created = 1'700'000'000;
    std::int64_t periodStart = 1'700'000'000;
    std::optional<std::int64_t> endedAt;
    bool cancelAtPeriodEnd = false;
    std::string metadata = "{}";
    std::string discountId; ///< empty: none
    std::string couponText; ///< written into the discount in the old shape; empty: the discount is an id only
    bool priceAsId = false;
    std::string card; ///< default_payment_method; empty: none of its own

    std::string json(Shape shape) const;
};

struct InvoiceText
{
    std::string id = "in_1";
    std::string customer = "cus_1";
    std::string subscription = "sub_1";
    std::string status = "open";
    std::string currency = "usd";
    std::int64_t due = 1000;
    std::int64_t remaining = 1000;
    std::int64_t attempts = 0;
    std::int64_t created = 1'700'000'000;

    std::string json(Shape shape) const;
};

std::string customerJson(const std::string &id, const std::string &name, const std::string &more = {});
std::string priceJson(const std::string &id, const std::string &product, std::int64_t amount);

/** `previous` empty: no previous_attributes. */
std::string eventJson(const std::string &id, const std::string &type, std::int64_t created,
    const std::string &object, const std::string &previous = {});

} // namespace billhook::support

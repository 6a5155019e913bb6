#pragma once

#include "services/sandbox/engine/calendar.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace billhook::sandbox {

// What the invented company and its customers hold. Amounts are minor units. References are by id, as at
// Stripe; prices and coupons are pointers into the Catalog, which outlives everything that points into it.

struct Tier
{
    std::optional<std::int64_t> upTo; ///< none: without end
    std::int64_t unitAmount = 0;
    std::int64_t flatAmount = 0;
};

struct Product
{
    std::string id;
    std::string name;
    std::string description;
    Seconds created = 0;
};

struct Price
{
    std::string id;
    std::string productId;
    std::string productName;
    std::string lookupKey;
    std::string currency;
    std::string interval; ///< month or year
    std::int64_t unitAmount = 0;
    bool perSeat = false;
    bool metered = false;
    std::vector<Tier> tiers; ///< not empty: graduated
    int rank = 0; ///< place of the product in the price list; higher is dearer
    Seconds created = 0;
};

struct Coupon
{
    std::string id;
    std::string name;
    int percentOff = 0; ///< 0: amountOff counts
    std::int64_t amountOff = 0;
    std::string currency;
    std::string duration; ///< forever, once or repeating
    int durationInMonths = 0;
    Seconds created = 0;
};

struct Discount
{
    std::string id;
    const Coupon *coupon = nullptr;
    std::string customerId;
    std::string subscriptionId; ///< empty: the customer's
    std::string itemId; ///< empty: not one item's
    Seconds start = 0;
    std::optional<Seconds> end;
};

struct Card
{
    std::string id;
    std::string brand;
    std::string last4;
    std::string funding;
    std::string country;
    std::string fingerprint;
    std::string email; ///< of billing_details; stays when the customer's changes
    int expiryMonth = 1;
    int expiryYear = 2030;
    Seconds created = 0;
};

struct Item
{
    std::string id;
    const Price *price = nullptr;
    std::int64_t quantity = 1;
    Seconds created = 0;
    std::vector<Discount> discounts;
};

struct InvoiceLine
{
    std::string id;
    std::string description;
    std::int64_t amount = 0; ///< before discounts; negative for a credit
    std::int64_t discount = 0; ///< taken off this line
    std::string discountId; ///< empty without one
    const Price *price = nullptr;
    std::int64_t quantity = 0;
    std::string itemId;
    bool proration = false;
    Seconds periodStart = 0;
    Seconds periodEnd = 0;
};

struct Invoice
{
    std::string id;
    std::string number; ///< empty while a draft
    std::string status = "draft";
    std::string reason; ///< subscription_create, subscription_cycle, subscription_update
    std::string currency;
    std::string customerId;
    std::string subscriptionId;
    std::string paymentIntentId;
    std::string chargeId;
    std::vector<InvoiceLine> lines;
    std::int64_t subtotal = 0;
    std::int64_t discount = 0;
    std::int64_t total = 0;
    std::int64_t amountPaid = 0;
    int attempts = 0;
    std::optional<Seconds> nextAttempt;
    Seconds created = 0;
    Seconds periodStart = 0;
    Seconds periodEnd = 0;
    std::optional<Seconds> finalizedAt;
    std::optional<Seconds> paidAt;
    std::optional<Seconds> voidedAt;
    std::optional<Seconds> uncollectibleAt;
    bool autoAdvance = true;

    std::int64_t remaining() const { return total - amountPaid; }
};

struct Subscription
{
    std::string id;
    std::string customerId;
    std::string status;
    std::string currency;
    Seconds created = 0;
    Seconds anchor = 0; ///< billing_cycle_anchor
    int cycles = 0; ///< how many intervals the current period starts after the anchor
    Seconds periodStart = 0;
    Seconds periodEnd = 0;
    std::optional<Seconds> trialStart;
    std::optional<Seconds> trialEnd;
    std::optional<Seconds> endedAt;
    std::optional<Seconds> canceledAt;
    std::optional<Seconds> cancelAt;
    bool cancelAtPeriodEnd = false;
    std::string cancellationReason;
    std::string feedback;
    std::string comment;
    std::string pauseBehavior; ///< pause_collection; empty: none
    std::optional<Seconds> pauseResumesAt;
    std::string latestInvoiceId;
    std::string defaultPaymentMethodId;
    std::vector<Item> items;
    std::vector<Discount> discounts;
    std::map<std::string, std::string> metadata;
    std::vector<InvoiceLine> pendingLines; ///< prorations for the next invoice
    std::optional<Invoice> openInvoice; ///< the one draft or open invoice

    bool ended() const { return status == "canceled" || status == "incomplete_expired"; }
};

struct Customer
{
    std::string id;
    std::string name;
    std::string email;
    std::string country;
    std::string currency;
    std::string invoicePrefix;
    int invoices = 0; ///< numbered so far
    bool delinquent = false;
    Seconds created = 0;
    std::map<std::string, std::string> metadata;
    std::optional<Card> card; ///< invoice_settings.default_payment_method
    std::optional<Discount> discount;
    bool exists = false; ///< created at Stripe yet
};

} // namespace billhook::sandbox

#include "tests/services/projection/stripeevents.h"

namespace billhook::support {

namespace {

std::string quoted(const std::string &text)
{
    return '"' + text + '"';
}

std::string number(std::int64_t value)
{
    return std::to_string(value);
}

std::string planJson(const SubscriptionText &text)
{
    return R"({"id":)" + quoted(text.price) + R"(,"object":"plan","active":true,"amount":)"
        + number(text.amount) + R"(,"amount_decimal":)" + quoted(number(text.amount)) + R"(,"currency":)"
        + quoted(text.currency) + R"(,"interval":"month","interval_count":1,"product":)"
        + quoted(text.product) + R"(,"tiers_mode":null,"usage_type":"licensed"})";
}

std::string itemPriceJson(const SubscriptionText &text)
{
    if (text.priceAsId) {
        return quoted(text.price);
    }
    return R"({"id":)" + quoted(text.price) + R"(,"object":"price","active":true,"currency":)"
        + quoted(text.currency) + R"(,"product":)" + quoted(text.product)
        + R"(,"recurring":{"interval":"month","interval_count":1,"usage_type":"licensed"},"unit_amount":)"
        + number(text.amount) + R"(,"unit_amount_decimal":)" + quoted(number(text.amount)) + "}";
}

std::string discountJson(const SubscriptionText &text)
{
    return R"({"id":)" + quoted(text.discountId) + R"(,"object":"discount","coupon":)" + text.couponText
        + R"(,"customer":)" + quoted(text.customer) + R"(,"subscription":)" + quoted(text.id) + R"(,"start":)"
        + number(text.created) + R"(,"end":null})";
}

std::string discountFields(const SubscriptionText &text, Shape shape)
{
    if (text.discountId.empty()) {
        return shape == Shape::Old ? R"("discount":null,)" : R"("discounts":[],)";
    }
    if (shape == Shape::Old && !text.couponText.empty()) {
        return R"("discount":)" + discountJson(text) + ",";
    }
    return R"("discounts":[)" + quoted(text.discountId) + "],";
}

} // namespace

std::string SubscriptionText::json(Shape shape) const
{
    const auto period = R"("current_period_start":)" + number(periodStart) + R"(,"current_period_end":)"
        + number(periodStart + 2'592'000) + ",";
    std::string text = R"({"id":)" + quoted(id) + R"(,"object":"subscription","customer":)" + quoted(customer)
        + R"(,"status":)" + quoted(status) + R"(,"currency":)" + quoted(currency) + R"(,"created":)"
        + number(created) + R"(,"start_date":)" + number(created) + R"(,"cancel_at_period_end":)"
        + (cancelAtPeriodEnd ? "true" : "false") + R"(,"metadata":)" + metadata + ","
        + (endedAt ? R"("ended_at":)" + number(*endedAt) + "," : std::string())
        + (card.empty() ? std::string() : R"("default_payment_method":)" + quoted(card) + ",")
        + discountFields(*this, shape);
    text += shape == Shape::Old ? period : std::string();
    text += R"("items":{"object":"list","data":[{"id":)" + quoted("si_" + id)
        + R"(,"object":"subscription_item",)"
        + (shape == Shape::New ? period + R"("discounts":[],"price":)" + itemPriceJson(*this)
                               : R"("plan":)" + planJson(*this))
        + R"(,"quantity":)" + number(quantity) + R"(}],"has_more":false})";
    if (shape == Shape::Old) {
        text += R"(,"plan":)" + planJson(*this) + R"(,"quantity":)" + number(quantity);
    }
    return text + "}";
}

std::string InvoiceText::json(Shape shape) const
{
    const auto owner = shape == Shape::Old
        ? R"("subscription":)" + quoted(subscription) + R"(,"paid":false,"payment_intent":"pi_)" + id
            + R"(",)"
        : R"("parent":{"type":"subscription_details","subscription_details":{"subscription":)"
            + quoted(subscription) + "}},";
    return R"({"id":)" + quoted(id) + R"(,"object":"invoice",)" + owner + R"("customer":)" + quoted(customer)
        + R"(,"status":)" + quoted(status) + R"(,"currency":)" + quoted(currency) + R"(,"amount_due":)"
        + number(due) + R"(,"amount_paid":)" + number(due - remaining) + R"(,"amount_remaining":)"
        + number(remaining) + R"(,"total":)" + number(due) + R"(,"subtotal":)" + number(due)
        + R"(,"attempt_count":)" + number(attempts) + R"(,"attempted":)" + (attempts > 0 ? "true" : "false")
        + R"(,"created":)" + number(created) + "}";
}

std::string customerJson(const std::string &id, const std::string &name, const std::string &more)
{
    return R"({"id":)" + quoted(id) + R"(,"object":"customer","name":)" + quoted(name)
        + R"(,"email":"a@example.org","created":1700000000,"metadata":{})" + more + "}";
}

std::string priceJson(const std::string &id, const std::string &product, std::int64_t amount)
{
    return R"({"id":)" + quoted(id)
        + R"(,"object":"price","active":true,"created":1700000000,"currency":"usd","product":)"
        + quoted(product)
        + R"(,"metadata":{},"recurring":{"interval":"month","interval_count":1,"usage_type":"licensed"},)"
        + R"("unit_amount":)" + number(amount) + R"(,"unit_amount_decimal":)" + quoted(number(amount)) + "}";
}

std::string eventJson(const std::string &id, const std::string &type, std::int64_t created,
    const std::string &object, const std::string &previous)
{
    return R"({"id":)" + quoted(id) + R"(,"object":"event","type":)" + quoted(type) + R"(,"created":)"
        + number(created) + R"(,"livemode":false,"api_version":"2026-10-28.endive","request":{"id":"req_)"
        + id + R"(","idempotency_key":null},"data":{"object":)" + object
        + (previous.empty() ? std::string() : R"(,"previous_attributes":)" + previous) + "}}";
}

} // namespace billhook::support
